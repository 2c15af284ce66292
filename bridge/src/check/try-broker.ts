import { randomBytes } from "node:crypto";
import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import mqtt from "mqtt";
import { StartError } from "../config/start-error.ts";
import { closedEarly, connackProblem, type LinkProblem, socketProblem } from "../link/problem.ts";

/**
 * Connects to a broker once and leaves. With an id of its own and a clean session: the session of a bridge that runs
 * is not disturbed, and none is left behind.
 * @returns what was found @throws StartError that says what is wrong and what to do
 */
export async function tryBroker(access: BrokerAccess): Promise<string> {
  for (const version of [5, 4] as const) {
    const problem = await connect(access, version);
    if (problem === undefined) {
      return `${access.address.url} accepts this client, with MQTT ${version === 5 ? "5" : "3.1.1"}`;
    }
    // A broker without MQTT 5 says so, or closes.
    const mayKnowOlder = problem.code === "protocol_refused" || problem.code === "closed_early";
    if (version === 4 || !mayKnowOlder) throw new StartError(problem.message);
  }
  throw new StartError("the broker refused");
}

async function connect(access: BrokerAccess, version: 4 | 5): Promise<LinkProblem | undefined> {
  const { address, username, password, ca } = access;
  const client = mqtt.connect({
    protocol: address.tls ? "mqtts" : "mqtt",
    host: address.host,
    port: address.port,
    clientId: `hs-check-${randomBytes(6).toString("hex")}`,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: password.reveal() }),
    ...(address.tls ? { minVersion: "TLSv1.2", rejectUnauthorized: true } : {}),
    ...(ca === undefined ? {} : { ca }),
    protocolVersion: version,
    clean: true,
    connectTimeout: LIMITS.connectTimeout.value,
    reconnectPeriod: 0,
  });
  let problem: LinkProblem | undefined;
  try {
    return await new Promise((resolve) => {
      client.once("connect", () => resolve(undefined));
      client.on("error", (error: Error & { code?: string | number }) => {
        problem ??=
          typeof error.code === "number"
            ? connackProblem(error.code)
            : socketProblem(error.message, error.code);
      });
      client.once("close", () => resolve(problem ?? closedEarly));
    });
  } finally {
    await client.endAsync(true);
  }
}
