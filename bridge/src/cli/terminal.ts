/** What a command line has of the world around it. */
export interface Terminal {
  /** For results. */
  out(text: string): void;
  /** For logs and errors. */
  error(text: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Resolves with the signal's name when the user or the system asks the program to end. */
  stopped(): Promise<string>;
}
