import { parseArgs } from "node:util";

/** What `make demo ARGS="..."` can be told. */
export interface DemoOptions {
  readonly nodes: number;
  /** Heartbeat of telemetry, s. */
  readonly intervalS: number;
  /** Port of the REST API; 0 takes any. */
  readonly httpPort: number;
  /** Port of the broker; 0 takes any. */
  readonly brokerPort: number;
  /** Ends by itself after so many seconds; undefined means at Ctrl-C. */
  readonly durationS: number | undefined;
}

export const USAGE = `make demo ARGS="..."

  --nodes N         virtual nodes (100)
  --interval S      every metric is published at least this often, seconds (5)
  --http-port P     port of the REST API (8080, or any free one when that is taken)
  --broker-port P   port of the broker (1883, or any free one when that is taken)
  --duration S      end after so many seconds; otherwise Ctrl-C ends it
`;

/** The command line is wrong; the message says which part and how to write it. */
export class DemoUsageError extends Error {
  override readonly name = "DemoUsageError";
}

/**
 * Reads the command line; undefined when it asks for help.
 * @throws DemoUsageError
 */
export function parseDemoOptions(args: readonly string[]): DemoOptions | undefined {
  const { values } = parse(args);
  if (values.help === true) return undefined;
  return {
    nodes: whole("nodes", values.nodes, 1, 5_000) ?? 100,
    intervalS: whole("interval", values.interval, 1, 3_600) ?? 5,
    httpPort: whole("http-port", values["http-port"], 0, 65_535) ?? 8080,
    brokerPort: whole("broker-port", values["broker-port"], 0, 65_535) ?? 1883,
    durationS: whole("duration", values.duration, 1, 86_400),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        nodes: { type: "string" },
        interval: { type: "string" },
        "http-port": { type: "string" },
        "broker-port": { type: "string" },
        duration: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new DemoUsageError(error instanceof Error ? error.message : String(error));
  }
}

function whole(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new DemoUsageError(
    `--${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`,
  );
}
