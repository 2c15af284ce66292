/** The streams of the terminal that the screen is drawn on. */
export interface ScreenStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** The live screen while it is drawn. */
export interface Screen {
  /** A line of the log. */
  note(line: string): void;
  close(): void;
  /** CPU that its frames took so far, ms. */
  readonly cpuMs: number;
}
