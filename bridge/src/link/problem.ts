/** What kept the link from connecting, or ended it. */
export type LinkProblemCode =
  | "authentication_failed"
  | "limit_reached"
  | "server_busy"
  | "protocol_refused"
  | "refused"
  | "tls"
  | "unreachable"
  | "timeout"
  | "closed_early"
  | "session_taken_over"
  | "subscription_refused"
  | "lost";

export interface LinkProblem {
  readonly code: LinkProblemCode;
  /** For people: what is wrong and what to do. Holds no credential. */
  readonly message: string;
}

const problem = (code: LinkProblemCode, message: string): LinkProblem => ({ code, message });

const AUTHENTICATION = problem(
  "authentication_failed",
  "Authentication Failed: the broker refused the user name or password; check --username and the password in HOMESYNC_MQTT_PASSWORD or --password-file",
);
/** A client of 3.1.1 is told the same for both: HiveMQ answers 5 above the plan's connections, aedes and mosquitto else. */
const AUTHENTICATION_OR_LIMIT = problem(
  "authentication_failed",
  `${AUTHENTICATION.message}; or, where it was let in before, the plan's connections may be in use: remove old sessions or take a larger plan`,
);
const UNAVAILABLE = problem(
  "server_busy",
  "the broker is busy or starting; the bridge tries again by itself",
);
const limit = (which: string): LinkProblem =>
  problem(
    "limit_reached",
    `the broker's limit on ${which} is reached: reduce the load or take a larger plan`,
  );
const QUOTA = limit("connections or data (its quota)");
const CONNECT_RATE = limit("connects a second");

/**
 * CONNACK return codes of MQTT 3.1.1 (table 3.1) and reason codes of MQTT 5 (3.2.2.2), which do not overlap.
 * Brokers differ on a bad password: 4 (aedes), 5 and 135 (mosquitto), 134.
 */
const CONNACK = new Map<number, LinkProblem>([
  [1, problem("protocol_refused", "the broker refused this MQTT version")],
  [132, problem("protocol_refused", "the broker refused this MQTT version")],
  [2, problem("refused", "the broker refused the client id")],
  [133, problem("refused", "the broker refused the client id")],
  [3, UNAVAILABLE],
  [136, UNAVAILABLE],
  [137, UNAVAILABLE],
  [4, AUTHENTICATION],
  [5, AUTHENTICATION_OR_LIMIT],
  [134, AUTHENTICATION],
  [135, AUTHENTICATION],
  [138, problem("refused", "the broker has banned this client: ask whoever runs it")],
  [151, QUOTA],
  [159, CONNECT_RATE],
]);

/** The meaning of a CONNACK that is not 0. */
export function connackProblem(code: number): LinkProblem {
  return CONNACK.get(code) ?? problem("refused", `the broker refused the connection (CONNACK code ${code})`);
}

/** The meaning of a DISCONNECT from the broker (MQTT 5, 3.14.2.1). */
export function disconnectProblem(code: number): LinkProblem {
  switch (code) {
    case 142:
      return problem(
        "session_taken_over",
        "another client connected with this bridge's client id: run one bridge per data directory",
      );
    case 137:
    case 139:
      return UNAVAILABLE;
    case 147:
      return limit("messages at once (receive maximum)");
    case 149:
      return limit("the size of a packet");
    case 150:
      return limit("the rate of messages");
    case 151:
      return QUOTA;
    case 159:
      return CONNECT_RATE;
    default:
      return problem("lost", `the broker ended the connection (reason code ${code})`);
  }
}

/** The meaning of an error of the socket or of TLS, before or after CONNACK. */
export function socketProblem(message: string, code: string | undefined): LinkProblem {
  if (message === "connack timeout") {
    return problem("timeout", "the broker did not answer in time: check its address and port");
  }
  switch (code) {
    case "ECONNREFUSED":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "ETIMEDOUT":
      return problem(
        "unreachable",
        `the broker cannot be reached (${code}): check its address, port and the network`,
      );
    case "ECONNRESET":
    case "EPIPE":
      return problem("lost", `the connection to the broker was lost (${code})`);
    default:
      return isTlsCode(code)
        ? problem(
            "tls",
            `the broker's TLS certificate or protocol is not accepted (${code}): check --ca-file and the host name`,
          )
        : problem("lost", `the connection to the broker failed: ${code ?? message}`);
  }
}

export const closedEarly = problem(
  "closed_early",
  "the broker closed the connection before answering: its connection limit may be reached, or the port speaks another protocol (TLS or not)",
);
export const lost = problem("lost", "the connection to the broker was lost");
/** After the third of these in a row: one may be chance, a firewall or a limit closes them all. */
export const closedAgain = problem(
  "limit_reached",
  "the broker closes each connection before answering: its limit on connections is reached, or something on the way blocks them; reduce the load, take a larger plan, or look at the port",
);

/** The meaning of a SUBACK code that refuses. */
export function subscriptionProblem(code: number): LinkProblem {
  if (code === 151) return QUOTA;
  return problem(
    "subscription_refused",
    "the broker refused a subscription: this user must be allowed to read homesync/# (docs/credentials.md)",
  );
}

/** Codes of node:tls and OpenSSL for certificates and handshakes. */
const isTlsCode = (code: string | undefined): boolean =>
  code !== undefined &&
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_|EPROTO)/.test(code);
