import type { BrokerAccess } from "@homesync/broker/reach";
import { backendSubscriptions, parseTopic } from "@homesync/protocol";
import { connectOnce } from "../commands/connect-once.ts";

/** The broker hands over what it kept at once; it is done when nothing has come for so long. */
const QUIET_MS = 1000;
const LIMIT_MS = 30_000;

/** A node that left retained messages on a broker. */
export interface Leftover {
  readonly homeId: string;
  readonly nodeId: string;
  /** Whether its status says that it is there: it may be of a run that is under way. */
  readonly online: boolean;
}

/**
 * The nodes with retained messages in homes whose names begin so, in their order.
 * @throws what mqtt.js has to say when the broker does not let us in
 */
export async function findLeftovers(access: BrokerAccess, homePrefix: string): Promise<Leftover[]> {
  const client = await connectOnce(access);
  try {
    const found = new Map<string, Leftover>();
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        clearTimeout(quiet);
        clearTimeout(late);
        resolve();
      };
      let quiet = setTimeout(done, QUIET_MS);
      const late = setTimeout(done, LIMIT_MS);
      client.on("message", (topic, payload, { retain }) => {
        const address = parseTopic(topic);
        if (!retain || !address.ok) return;
        clearTimeout(quiet);
        quiet = setTimeout(done, QUIET_MS);
        const { homeId, nodeId, key } = address.value;
        if (!homeId.startsWith(homePrefix)) return;
        const name = `${homeId}/${nodeId}`;
        const online = found.get(name)?.online ?? false;
        found.set(name, { homeId, nodeId, online: online || (key === "status/online" && isOnline(payload)) });
      });
      const filters = backendSubscriptions().map(({ filter, qos }) => [filter, { qos }] as const);
      client.subscribeAsync(Object.fromEntries(filters)).catch(reject);
    });
    return [...found.values()].sort((a, b) => compare(a.homeId, b.homeId) || compare(a.nodeId, b.nodeId));
  } finally {
    await client.endAsync(true);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function isOnline(payload: Uint8Array): boolean {
  try {
    return JSON.parse(Buffer.from(payload).toString()).online === true;
  } catch {
    return false;
  }
}
