/** The exit statuses of `homesync-sim`; documented in its help. */
export const EXIT = {
  ok: 0,
  /** A fault of this program. */
  internal: 1,
  /** Wrong options, or what they ask for needs a yes. */
  usage: 2,
  /** The broker could not be reached. */
  unreachable: 3,
  /** The broker was reached and did not let us in. */
  refused: 4,
  /** This machine does not have what is needed. */
  machine: 5,
  /** The run ended, and left something on the broker or nodes that did not end in order. */
  incomplete: 6,
  /** The answer is no: a threshold of `run` failed, a check of `conform`, or the fleet does not fit the plan of `plan`. */
  failed: 7,
  /** A report could not be written where it was to go. */
  report: 8,
  /** Ended at once by a second Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** An end that is no fault of the program: one or two lines that say what to do. */
export class CliError extends Error {
  readonly status: ExitStatus;

  constructor(status: ExitStatus, message: string) {
    super(message);
    this.name = "CliError";
    this.status = status;
  }
}
