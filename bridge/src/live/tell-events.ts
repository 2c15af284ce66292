import type { Message } from "@homesync/protocol";
import type { LinkStatus } from "../link/link.ts";
import type { IdentityConflict } from "../registry/identity-watch.ts";
import type { RegistryChange } from "../registry/registry.ts";
import type { Events } from "./events.ts";

/** The broker link changed its state (REQ-002, "Connection state events"). */
export function tellLink(events: Events, { state, problem }: LinkStatus): void {
  const why = problem === undefined ? "" : `: ${problem.message}`;
  events.add({ type: `broker.${state}`, message: `broker ${state}${why}` });
}

/** A node came or went; what the broker kept from before is no news. */
export function tellMessage(events: Events, message: Message, retained: boolean): void {
  if (message.key !== "status/online" || retained) return;
  const { homeId, nodeId, payload } = message;
  if (payload.online) {
    events.add({ type: "node.online", homeId, nodeId, message: `firmware ${payload.firmware}` });
  } else {
    events.add({ type: "node.offline", homeId, nodeId, message: payload.reason });
  }
}

export function tellRegistry(events: Events, { kind, node }: RegistryChange): void {
  const { homeId, nodeId, name } = node;
  events.add({ type: `node.${kind}`, homeId, nodeId, message: name });
}

export function tellConflict(events: Events, { homeId, nodeId, evidence }: IdentityConflict): void {
  events.add({
    type: "node.identity_conflict",
    homeId,
    nodeId,
    message: `two nodes use this home_id and node_id: ${evidence}; give one of them another node_id`,
  });
}
