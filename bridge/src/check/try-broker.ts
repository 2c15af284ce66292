import { randomBytes } from "node:crypto";
import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import { StartError } from "../config/start-error.ts";
import { MqttSession, SessionError } from "../link/mqtt-session.ts";
import type { CheckedBroker } from "../link/open-link.ts";
import type { LinkProblem } from "../link/problem.ts";
import { Subscriptions } from "../link/subscriptions.ts";
import { TrafficMeter } from "../link/traffic.ts";
import { Ways } from "../link/ways.ts";

/**
 * Connects to a broker once by the way that the bridge would go, subscribes and leaves. With an id of its own and a clean
 * session: the session of a bridge that runs is not disturbed, and none is left behind.
 * @param moreFilters beside those of the protocol
 * @returns what was found @throws StartError that says what is wrong and what to do
 */
export async function tryBroker(
  { access, fallback, session }: Extract<CheckedBroker, { kind: "external" }>,
  moreFilters: readonly string[],
): Promise<string> {
  const ways = new Ways(access, fallback);
  // Those of registered nodes are not known here: with none at all the connection alone is tried.
  const nodes = session.subscriptions === "registered" ? [] : undefined;
  const subscriptions = () => new Subscriptions(nodes, session.telemetryQos ?? 0, moreFilters);
  let blocked: LinkProblem | undefined;
  for (;;) {
    const outcome = await tryWay(ways.current, subscriptions);
    if (typeof outcome === "string") {
      const { url } = ways.current.address;
      const detour = blocked === undefined ? "" : `; ${access.address.url} does not: ${blocked.message}`;
      return `${url} accepts this client, with MQTT ${outcome}${detour}`;
    }
    blocked ??= outcome;
    if (!ways.failed(outcome.code)) throw new StartError(blocked.message);
  }
}

/** @returns the version of MQTT that the broker took, or why none */
async function tryWay(
  broker: BrokerAccess,
  subscriptions: () => Subscriptions,
): Promise<"5" | "3.1.1" | LinkProblem> {
  const problem = await connect(broker, 5, subscriptions());
  if (problem === undefined) return "5";
  // A broker without MQTT 5 says so, or closes.
  if (problem.code !== "protocol_refused" && problem.code !== "closed_early") return problem;
  return (await connect(broker, 4, subscriptions())) ?? "3.1.1";
}

async function connect(
  broker: BrokerAccess,
  version: 4 | 5,
  subscriptions: Subscriptions,
): Promise<LinkProblem | undefined> {
  try {
    const session = await MqttSession.open(
      {
        broker,
        clientId: `hs-check-${randomBytes(6).toString("hex")}`,
        version,
        subscriptions,
        clean: true,
        meter: new TrafficMeter(),
        connectTimeoutMs: LIMITS.connectTimeout.value,
      },
      // What arrives meanwhile is for the bridge, which has a session of its own.
      { onMessage: () => undefined, onGroupEnd: () => true },
      new AbortController().signal,
    );
    await session.close();
    return undefined;
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    return error.problem;
  }
}
