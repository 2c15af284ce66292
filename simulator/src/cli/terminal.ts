/** The process as the commands see it; passed in, so that a test can be the user. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Results that are many; resolves when their reader takes more. */
  stream(bytes: Uint8Array): Promise<void>;
  /** Progress, questions and errors. */
  err(text: string): void;
  /** Whether `out` is a screen, where colours help. */
  readonly outIsScreen: boolean;
  /** The lines that the user types, or a script gives, until there are no more or `end` resolves. */
  lines(end: Promise<unknown>): AsyncIterable<string>;
  /** Whether `err` is a screen, where a line can be rewritten. */
  readonly errIsScreen: boolean;
  /** Columns of the screen. */
  readonly columns: number;
  /** Where the live screen can be drawn and keys be read; undefined where there is no terminal for both. */
  readonly screen: Screen | undefined;
  /** Asks a yes or no; undefined when nobody can answer. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls back once, when the user or the system asks the program to end. Answers how to stop listening. */
  onInterrupt(callback: () => void): () => void;
}

/** A terminal to draw on. */
interface Screen {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}
