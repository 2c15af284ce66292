/** One file that is made from the tables and committed. */
export interface GeneratedFile {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly content: string;
}

/** The command that mends a stale file. */
export const GENERATE_COMMAND = "npx tsx --conditions=@homesync/source protocol/generate/main.ts";

/** What every generated file says first, in whatever its comment syntax is. */
export const doNotEdit = (generator: string): string =>
  `Generated from protocol/src by protocol/generate/${generator}; do not edit.`;
