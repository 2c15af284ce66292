/** `open` takes in every node that publishes, `registered` only those that were added. */
export const REGISTRY_MODES = ["open", "registered"] as const;

export type RegistryMode = (typeof REGISTRY_MODES)[number];
