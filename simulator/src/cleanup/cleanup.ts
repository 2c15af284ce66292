import type { BrokerAccess } from "@homesync/broker/reach";
import { purge, type Trace } from "../fleet/purge.ts";
import { MqttIo } from "../mqtt/io.ts";
import type { Clock } from "../scheduler/clock.ts";
import { clientIdsOf } from "./client-ids.ts";
import type { Leftover } from "./leftovers.ts";

const LIMIT_MS = 30_000;
const LIMIT_PER_NODE_MS = 20;

/** What was removed. */
export interface Removal {
  /** Nodes whose retained messages are gone. */
  readonly retained: number;
  /** Of those, the ones whose session is gone too: its name was known. */
  readonly sessions: number;
}

/**
 * Removes what nodes left on a broker: retained messages, and the sessions of those whose run is known by its seed.
 * @param seed where it is not in the names of the homes
 * @param homes homes of the run
 */
export async function cleanUp(
  access: BrokerAccess,
  clock: Clock,
  leftovers: readonly Leftover[],
  { seed, homes }: { readonly seed?: number | undefined; readonly homes?: number | undefined } = {},
): Promise<Removal> {
  const clientIds = new Map<string, string>();
  for (const [prefix, ofRun] of byRun(leftovers)) {
    for (const [node, clientId] of await clientIdsOf(prefix, ofRun, seed, homes))
      clientIds.set(node, clientId);
  }
  const named: Trace[] = [];
  const nameless: Trace[] = [];
  for (const [index, leftover] of leftovers.entries()) {
    const clientId = clientIds.get(`${leftover.homeId}/${leftover.nodeId}`);
    if (clientId === undefined) nameless.push({ ...leftover, clientId: `homesync-sim-cleanup-${index}` });
    else named.push({ ...leftover, clientId });
  }
  const io = new MqttIo(access, clock);
  const limitMs = LIMIT_MS + LIMIT_PER_NODE_MS * leftovers.length;
  try {
    const sessions = await purge(io, clock, named, limitMs);
    return { sessions, retained: sessions + (await purge(io, clock, nameless, limitMs)) };
  } finally {
    io.close();
  }
}

/** The nodes by the prefix of their home: each run has its own. */
function byRun(leftovers: readonly Leftover[]): Map<string, Leftover[]> {
  const runs = new Map<string, Leftover[]>();
  for (const leftover of leftovers) {
    const prefix = leftover.homeId.replace(/-\d+$/, "");
    runs.set(prefix, [...(runs.get(prefix) ?? []), leftover]);
  }
  return runs;
}
