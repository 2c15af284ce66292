import { main } from "../../src/cli/program.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  readonly questions: readonly string[];
}

/** Runs a command line as a user without a screen would, or with one who answers. */
export async function runCommandLine(
  line: string | readonly string[],
  {
    answer,
    env = {},
    input = [],
  }: { answer?: boolean; env?: Record<string, string>; input?: readonly string[] } = {},
): Promise<Outcome> {
  const result = { out: "", err: "", questions: [] as string[] };
  const terminal: Terminal = {
    out: (text) => {
      result.out += text;
    },
    err: (text) => {
      result.err += text;
    },
    stream: () => Promise.resolve(),
    async *lines() {
      yield* input;
    },
    outIsScreen: false,
    errIsScreen: false,
    columns: 100,
    screen: undefined,
    ask:
      answer === undefined
        ? undefined
        : (question) => {
            result.questions.push(question);
            return Promise.resolve(answer);
          },
    env,
    onInterrupt: () => () => undefined,
  };
  const args = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  const status = await main(args, terminal, "1.2.3");
  return { status, ...result };
}
