/** Exit statuses of `homesync-bridge`. */
export const EXIT = {
  /** Ended as asked. */
  ok: 0,
  /** A fault of the program itself. */
  fault: 1,
  /** The command line or a setting is wrong. */
  usage: 2,
  /** It could not start: port, data directory, certificate. */
  start: 3,
} as const;

/** The bridge cannot be started as it is configured. The message is one or two lines and says what to do. */
export class StartError extends Error {
  /** Which of {@link EXIT} a command line should end with. */
  readonly exitStatus: number;

  constructor(message: string, exitStatus: number = EXIT.start, cause?: unknown) {
    super(message, { cause });
    this.name = "StartError";
    this.exitStatus = exitStatus;
  }
}

/** A setting is wrong: the user must change what they asked for. */
export const usageError = (message: string): StartError => new StartError(message, EXIT.usage);
