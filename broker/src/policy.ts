import type { EventEmitter } from "node:events";
import { LIMITS } from "@homesync/protocol";
import type { Aedes, AuthenticateError, Client } from "aedes";
import type { Credentials } from "./access/credentials.ts";
import type { BrokerLogger } from "./logger.ts";
import type { Gate } from "./plans/gate.ts";

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
const BAD_USERNAME_OR_PASSWORD = 4;

const MAX_PAYLOAD = LIMITS.maxMessageBytes.value;

/** Decides what a client may do, and tells the log about every one that was turned away or failed. */
export function applyPolicy(
  aedes: Aedes,
  gate: Gate,
  credentials: Credentials | undefined,
  logger: BrokerLogger | undefined,
): void {
  const usernames = new WeakMap<Client, string>();

  aedes.preConnect = (_client, packet, done) => {
    const tooLarge = (packet.will?.payload.length ?? 0) > MAX_PAYLOAD;
    done(tooLarge ? new Error(`will larger than ${MAX_PAYLOAD} bytes`) : null, !tooLarge);
  };

  aedes.authenticate = (client, username, password, done) => {
    if (credentials?.admits(username, password) === false) {
      return done(refused("bad user name or password", BAD_USERNAME_OR_PASSWORD), null);
    }
    const refusal = gate.admit({ clientId: client.id, cleanSession: client.clean, owner: client });
    if (refusal !== undefined) return done(refused(refusal.reason, refusal.returnCode), null);
    client.conn.once("close", () => gate.left(client.id, client));
    usernames.set(client, username ?? "");
    done(null, true);
  };

  aedes.authorizePublish = (client, packet, done) => {
    const most = Math.min(MAX_PAYLOAD, gate.plan?.maxMessageBytes ?? MAX_PAYLOAD);
    if (packet.payload.length > most) {
      return done(new Error(`payload of ${packet.payload.length} bytes, at most ${most} are accepted`));
    }
    if (packet.topic.startsWith("$")) return done(new Error("topics with $ are the broker's own"));
    const username = client === null ? undefined : usernames.get(client);
    if (credentials && !credentials.mayPublish(username ?? "", packet.topic)) {
      return done(new Error("not allowed to publish to this topic"));
    }
    done(null);
  };

  aedes.authorizeSubscribe = (client, subscription, done) => {
    const allowed =
      credentials === undefined || credentials.maySubscribe(usernames.get(client) ?? "", subscription.topic);
    if (!allowed) logger?.warn({ clientId: client.id, filter: subscription.topic }, "subscription refused");
    // A refused one is answered with 0x80 in the SUBACK (MQTT 3.1.1, 3.9.3).
    done(null, allowed ? subscription : null);
  };

  aedes.on("clientError", (client, error) =>
    logger?.warn({ clientId: client.id, reason: error.message }, "client disconnected on an error"),
  );
  aedes.on("connectionError", (_client, error) =>
    logger?.warn({ reason: error.message }, "connection ended before a session began"),
  );
  aedes.on("keepaliveTimeout", (client) =>
    logger?.warn({ clientId: client.id }, "client silent for one and a half keep-alive intervals"),
  );
  // aedes does not type this event of its periodic work; unheard, it would end the process.
  const emitter: EventEmitter = aedes;
  emitter.on("error", (error: Error) => logger?.error({ reason: error.message }, "broker error"));
}

function refused(reason: string, returnCode: number): AuthenticateError {
  return Object.assign(new Error(reason), { returnCode });
}
