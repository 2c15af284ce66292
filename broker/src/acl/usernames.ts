/** The bridge's username, and that of whoever else stands for it, when none is given. */
export const BACKEND_USERNAME = "homesync-backend";

/** A node's username. A dot cannot stand in an identifier, so no two nodes have the same, and no node that of a home. */
export const nodeUsername = (homeId: string, nodeId: string): string => `${homeId}.${nodeId}`;

/** The username that all nodes of a home share, where one does for all. */
export const homeUsername = (homeId: string): string => homeId;
