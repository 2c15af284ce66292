/** Why the broker did not start. */
export type BrokerStartErrorCode =
  | "port_in_use"
  | "not_permitted"
  | "no_such_address"
  | "against_plan"
  | "failed";

/** The broker could not listen; `message` says where and what to do. */
export class BrokerStartError extends Error {
  readonly code: BrokerStartErrorCode;

  constructor(code: BrokerStartErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "BrokerStartError";
    this.code = code;
  }
}

/** Turns what `listen` failed with into words. */
export function startError(error: NodeJS.ErrnoException, host: string, port: number): BrokerStartError {
  switch (error.code) {
    case "EADDRINUSE":
      return new BrokerStartError(
        "port_in_use",
        `port ${port} on ${host} is already in use: stop the program that listens there, or choose another port (0 takes any free one)`,
        error,
      );
    case "EACCES":
      return new BrokerStartError(
        "not_permitted",
        `this user may not listen on port ${port} of ${host}: choose a port above 1023`,
        error,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new BrokerStartError(
        "no_such_address",
        `${host} is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for all of them`,
        error,
      );
    default:
      return new BrokerStartError("failed", `cannot listen on ${host}:${port}: ${error.message}`, error);
  }
}
