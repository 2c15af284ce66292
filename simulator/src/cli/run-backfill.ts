import { readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { isLoopback, Secret } from "@homesync/broker/reach";
import { parseTimestamp } from "@homesync/protocol";
import { type HistoryOptions, writeHistory } from "../backfill/history.ts";
import { influxSink } from "../backfill/influx-sink.ts";
import { type HistorySink, HistorySinkError } from "../backfill/sink.ts";
import { fileSink } from "../backfill/stream-sink.ts";
import { CoreLoadError } from "../core/core.ts";
import { FleetOptionsError } from "../fleet/options.ts";
import type { BackfillArguments } from "./backfill-arguments.ts";
import { CliError, EXIT } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

const DAY_MS = 86_400_000;
const MAX_DAYS = 3660;
const TOKEN_VARIABLE = "HOMESYNC_INFLUX_TOKEN";

/**
 * Makes the history that was asked for.
 * @throws CliError
 */
export async function runBackfill(args: BackfillArguments, terminal: Terminal): Promise<void> {
  const options = historyOptions(args);
  const sink = await openSink(args, terminal);
  try {
    const { readings } = await writeHistory(options, sink);
    if (args.quiet) return;
    const span = `${new Date(options.fromMs).toISOString()} to ${new Date(options.toMs).toISOString()}`;
    terminal.err(`${readings} readings of ${args.nodes} nodes, ${span}, seed ${args.seed}\n`);
  } catch (error) {
    if (error instanceof HistorySinkError) throw new CliError(EXIT.machine, error.message);
    if (error instanceof FleetOptionsError) throw usage(error.message);
    if (error instanceof CoreLoadError) throw new CliError(EXIT.machine, error.message);
    throw error;
  }
}

function historyOptions(args: BackfillArguments): HistoryOptions {
  if (!(args.days > 0 && args.days <= MAX_DAYS))
    throw usage(`--days must be above 0 and at most ${MAX_DAYS}`);
  const toMs = args.to === undefined ? Math.floor(Date.now() / DAY_MS) * DAY_MS : moment("--to", args.to);
  const fromMs = args.from === undefined ? toMs - args.days * DAY_MS : moment("--from", args.from);
  if (!(fromMs < toMs)) throw usage("--from must be before --to");
  if (toMs - fromMs > MAX_DAYS * DAY_MS) throw usage(`that is more than ${MAX_DAYS} days`);
  return {
    nodes: args.nodes,
    seed: args.seed,
    intervalS: args.interval,
    ...(args.homes === undefined ? {} : { homes: args.homes }),
    ...(args.homePrefix === undefined ? {} : { homePrefix: args.homePrefix }),
    format: args.format,
    everySample: args.everySample,
    fromMs,
    toMs,
  };
}

function moment(option: string, text: string): number {
  const parsed = parseTimestamp(text);
  if (parsed === undefined) throw usage(`${option} must be a moment in UTC, such as 2026-01-01T00:00:00Z`);
  return parsed;
}

async function openSink(args: BackfillArguments, terminal: Terminal): Promise<HistorySink> {
  if (args.influx === undefined) {
    return args.output === undefined ? terminalSink(terminal) : fileSink(args.output);
  }
  if (args.output !== undefined) throw usage("--influx and --output exclude each other");
  if (args.format !== "line") throw usage("InfluxDB takes --format line only");
  const url = influxUrl(args.influx, args.insecure);
  const token = await readToken(args.tokenFile, terminal.env);
  return influxSink({ url, database: args.database, org: args.org, token }, (ms) => pause(ms));
}

function influxUrl(text: string, insecure: boolean): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw usage("--influx must be a URL, such as http://127.0.0.1:8086");
  }
  if (!["http:", "https:"].includes(url.protocol))
    throw usage("--influx must begin with http:// or https://");
  if (url.username !== "" || url.password !== "") {
    throw usage(
      `--influx must hold no credential: give the token with --token-file, or in ${TOKEN_VARIABLE}`,
    );
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname.replace(/^\[|\]$/g, "")) && !insecure) {
    throw usage(`${url.origin} is not encrypted: use https://, or --insecure if you accept that`);
  }
  return url.origin;
}

async function readToken(file: string | undefined, env: Terminal["env"]): Promise<Secret | undefined> {
  let text = env[TOKEN_VARIABLE];
  if (file !== undefined) {
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      throw usage(`--token-file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  const token = text?.trim() ?? "";
  return token === "" ? undefined : new Secret(token);
}

/** Standard output, which takes as much as its reader does. */
const terminalSink = (terminal: Terminal): HistorySink => ({
  write: (lines) => terminal.stream(lines),
  close: () => Promise.resolve(),
});

const usage = (message: string): CliError => new CliError(EXIT.usage, message);
