/** The exit statuses of the signing tool; documented in its help. */
export const EXIT = {
  ok: 0,
  /** What was asked for was not done, or does not hold. */
  failed: 1,
  /** Wrong words on the command line. */
  usage: 2,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** An end that is no fault of the program: a line that says what to do. */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly status: ExitStatus;

  constructor(message: string, status: ExitStatus = EXIT.failed) {
    super(message);
    this.status = status;
  }
}
