/** Whatever shows how a run does. */
export interface Display {
  /** A line of the log. */
  note(line: string): void;
  close(): void;
}
