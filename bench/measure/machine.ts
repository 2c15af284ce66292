import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

/** On what, when and of which source something was measured. */
export interface Circumstances {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly kernel: string;
  /** By program; null where it is not installed. */
  readonly versions: Readonly<Record<string, string | null>>;
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly commit: string;
  /** Processes that wanted to run in the minute before: above 0.5 or so something else ran beside. */
  readonly loadBefore: number;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SERVERS: Readonly<Record<string, readonly string[]>> = {
  mosquitto: ["mosquitto", "-h"],
  InfluxDB: ["influxd", "version"],
  Redis: ["redis-server", "--version"],
};

export function circumstances(): Circumstances {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    kernel: `${type()} ${release()}`,
    versions: {
      Node: process.versions.node,
      ...Object.fromEntries(Object.entries(SERVERS).map(([name, command]) => [name, versionOf(command)])),
    },
    date: new Date().toISOString().slice(0, 16).replace("T", " "),
    commit: commit(),
    loadBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

function versionOf([program = "", ...args]: readonly string[]): string | null {
  // Debian keeps servers where an ordinary user's PATH does not lead; mosquitto tells its version with status 3.
  const env = { ...process.env, PATH: `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin` };
  const output = outputOf(program, args, env);
  return /\d+\.\d+\.\d+/.exec(output)?.[0] ?? null;
}

/** With what is not committed yet marked as `git describe` does. */
const commit = (): string => outputOf("git", ["describe", "--always", "--dirty"]).trim() || "unknown";

function outputOf(program: string, args: readonly string[], env = process.env): string {
  try {
    return execFileSync(program, args, {
      cwd: ROOT,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch (error) {
    return (error as { stdout?: string | null }).stdout ?? "";
  }
}
