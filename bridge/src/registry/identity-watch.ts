import { type NodeAddress, nodeKey } from "../state/node-state.ts";
import type { Clock } from "../time/clock.ts";

/** Two nodes use one identity. */
export interface IdentityConflict extends NodeAddress {
  /** How it was noticed, for people. */
  readonly evidence: string;
}

/** A node is watched; more are not. */
const MAX_NODES = 100_000;
/** A chip that comes back within this time after another one means two nodes, milliseconds; later, a repair. */
const RETURN_MS = 24 * 3_600_000;
/** The same conflict is told again after this time, milliseconds. */
const REPEAT_MS = 3_600_000;

interface Seen {
  chip: string | undefined;
  /** The chips before, with the moment when each was last replaced. */
  readonly before: Map<string, number>;
  /** Random parts of the client ids that are connected. */
  readonly sessions: Set<string>;
  toldMs: number;
}

/**
 * Notices two nodes with one home_id and node_id. An embedded broker shows their client ids, which differ in the
 * random part. From elsewhere only their messages are seen: two boards tell two chips in `status/firmware`, in turn.
 */
export class IdentityWatch {
  readonly #clock: Clock;
  readonly #report: (conflict: IdentityConflict) => void;
  readonly #seen = new Map<string, Seen>();

  constructor(clock: Clock, report: (conflict: IdentityConflict) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  /** A node told, now and itself, what chip it runs on. */
  chip(node: NodeAddress, chip: string | undefined): void {
    if (chip === undefined) return;
    const seen = this.#of(node);
    if (seen === undefined || seen.chip === chip) return;
    const now = this.#clock.now();
    const last = seen.chip;
    seen.chip = chip;
    if (last === undefined) return;
    // A board that was replaced tells its chip once; two that are in use tell theirs in turn.
    const returned = seen.before.get(chip);
    if (seen.before.size >= 4) seen.before.clear();
    seen.before.set(last, now);
    if (returned !== undefined && now - returned < RETURN_MS) {
      this.#tell(node, seen, `the chips ${last} and ${chip} report in turn`);
    }
  }

  /** A client of the embedded broker came or went. */
  client(clientId: string, connected: boolean): void {
    const identity = identityOf(clientId);
    if (identity === undefined) return;
    const { node, random } = identity;
    const seen = this.#of(node);
    if (seen === undefined) return;
    if (connected) seen.sessions.add(random);
    else seen.sessions.delete(random);
    if (connected && seen.sessions.size > 1) {
      this.#tell(node, seen, `${seen.sessions.size} clients are connected with different random parts`);
    }
  }

  forget(node: NodeAddress): void {
    this.#seen.delete(nodeKey(node));
  }

  #of(node: NodeAddress): Seen | undefined {
    const key = nodeKey(node);
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    if (this.#seen.size >= MAX_NODES) return undefined;
    const made = { chip: undefined, before: new Map(), sessions: new Set<string>(), toldMs: -REPEAT_MS };
    this.#seen.set(key, made);
    return made;
  }

  #tell({ homeId, nodeId }: NodeAddress, seen: Seen, evidence: string): void {
    const now = this.#clock.now();
    if (now - seen.toldMs < REPEAT_MS) return;
    seen.toldMs = now;
    this.#report({ homeId, nodeId, evidence });
  }
}

/**
 * The node of a client id `homesync_{home_id}_{node_id}_{random}`. Only where each part has no "_" of its own is it
 * clear where one ends; another id tells nothing.
 */
function identityOf(clientId: string): { readonly node: NodeAddress; readonly random: string } | undefined {
  const [prefix, homeId, nodeId, random, ...rest] = clientId.split("_");
  if (prefix !== "homesync" || homeId === undefined || nodeId === undefined) return undefined;
  return random === undefined || rest.length > 0 ? undefined : { node: { homeId, nodeId }, random };
}
