import { type Report, runProgram } from "../../bench/measure/index.ts";

/** Runs one program of `clients/` to its end. @throws Error when it fails or takes too long */
export const runClient = (
  name: string,
  args: readonly (string | number)[],
  limitMs?: number,
): Promise<Report> => runProgram(new URL(`./clients/${name}.mjs`, import.meta.url), args, limitMs);
