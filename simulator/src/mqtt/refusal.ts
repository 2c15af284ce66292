import type { Failure, FailureKind } from "./failure.ts";
import type { ProtocolLevel } from "./version.ts";

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
const RETURN_CODES: Readonly<Record<number, readonly [FailureKind, string]>> = {
  1: ["protocol_refused", "the broker does not speak this version of MQTT"],
  2: ["identifier_rejected", "the broker rejected the client id"],
  3: ["server_unavailable", "the broker is not available now"],
  4: ["bad_credentials", "bad username or password"],
  // HiveMQ answers a client of 3.1.1 so above its plan's connections, too.
  5: ["bad_credentials", "not authorised, or the plan's connections are in use"],
};

/** Reason codes of CONNACK and DISCONNECT (MQTT 5, 3.2.2.2 and 3.14.2.1), but for those that are only errors of ours. */
const REASON_CODES: Readonly<Record<number, readonly [FailureKind, string]>> = {
  132: ["protocol_refused", "the broker does not speak MQTT 5"],
  133: ["identifier_rejected", "the broker rejected the client id"],
  134: ["bad_credentials", "bad username or password"],
  135: ["bad_credentials", "not authorised"],
  136: ["server_unavailable", "the broker is not available now"],
  137: ["server_unavailable", "the broker is busy"],
  138: ["bad_credentials", "the client is banned"],
  139: ["server_unavailable", "the broker is shutting down"],
  141: ["ping_timeout", "the broker heard nothing within the keep-alive"],
  142: ["closed_by_broker", "the session was taken over by another client with the same id"],
  149: ["too_large", "the broker takes no packet of this size"],
  151: ["limit_reached", "quota exceeded"],
  156: ["server_unavailable", "the broker asks to use another server"],
  157: ["server_unavailable", "the broker has moved"],
  159: ["limit_reached", "connection rate exceeded"],
};

/** What a CONNACK that is not a success means. */
export function refusal(level: ProtocolLevel, code: number): Failure {
  if (level === 5 && code >= 128) return reason(code, "protocol_refused");
  // A broker that knows no MQTT 5 answers as 3.1.1 has it.
  const [kind, detail] = RETURN_CODES[code] ?? ["protocol_refused", `refused with return code ${code}`];
  return { kind, detail };
}

/** What a DISCONNECT of the broker means (MQTT 5, 3.14). */
export const farewell = (code: number): Failure => reason(code, "closed_by_broker");

function reason(code: number, otherwise: FailureKind): Failure {
  const hex = `0x${code.toString(16).padStart(2, "0")}`;
  const [kind, detail] = REASON_CODES[code] ?? [otherwise, "reason code"];
  return { kind, detail: `${detail} (${hex})`, ...(code >= 128 ? { reasonCode: code } : {}) };
}
