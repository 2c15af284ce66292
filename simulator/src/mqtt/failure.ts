/** Why a connection could not be made, or ended without being asked to. */
export type FailureKind =
  | "unreachable"
  | "unknown_host"
  | "tls"
  | "too_many_files"
  | "bad_credentials"
  | "identifier_rejected"
  | "server_unavailable"
  | "protocol_refused"
  | "subscription_refused"
  | "closed_before_connack"
  | "timed_out"
  | "closed_by_broker"
  | "network"
  | "ping_timeout"
  | "malformed"
  | "too_large"
  | "node_failed";

/** One failure of one connection; `detail` is for people and holds no secret. */
export interface Failure {
  readonly kind: FailureKind;
  readonly detail: string;
  /** Of MQTT 5, where the broker gave one (2.4). */
  readonly reasonCode?: number;
}

/** What a CONNACK return code other than 0 means (MQTT 3.1.1, table 3.1). */
export function refusal(returnCode: number): Failure {
  switch (returnCode) {
    case 1:
      return { kind: "protocol_refused", detail: "the broker does not speak MQTT 3.1.1" };
    case 2:
      return { kind: "identifier_rejected", detail: "the broker rejected the client id" };
    case 3:
      return { kind: "server_unavailable", detail: "the broker is not available now" };
    case 4:
      return { kind: "bad_credentials", detail: "bad username or password" };
    case 5:
      return { kind: "bad_credentials", detail: "not authorised" };
    default:
      return { kind: "protocol_refused", detail: `refused with return code ${returnCode}` };
  }
}

/** What an error of a socket means. */
export function socketFailure(error: NodeJS.ErrnoException): Failure {
  const detail = error.message === "" ? (error.code ?? "unknown error") : error.message;
  switch (error.code) {
    case "ECONNREFUSED":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return { kind: "unreachable", detail };
    case "ETIMEDOUT":
      return { kind: "timed_out", detail };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { kind: "unknown_host", detail };
    case "EMFILE":
    case "ENFILE":
      return { kind: "too_many_files", detail };
    default:
      return isTlsError(error) ? { kind: "tls", detail } : { kind: "network", detail };
  }
}

/** OpenSSL's verification errors have codes of their own, without a common prefix. */
function isTlsError({ code = "" }: NodeJS.ErrnoException): boolean {
  return /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO)/.test(
    code,
  );
}
