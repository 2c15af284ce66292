import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Tells every module that is loaded, on a line of standard error. */
const TELL = `export async function load(url, context, next) { process._rawDebug("loaded " + url); return next(url, context); }`;
const HOOK = `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(TELL)}");`;

/** What runs are made of, and whoever asks a question does not wait for. */
const OF_RUNS = ["aedes", "fastify", "ink", "ioredis", "mqtt", "mqtt-packet", "prom-client", "react", "ws"];

const SIM = "simulator/bin/homesync-sim.js";
const BRIDGE = "bridge/bin/homesync-bridge.js";

test.each([
  [SIM, "--help", 0],
  [SIM, "--version", 0],
  [SIM, "frob", 2],
  [SIM, "run --help", 0],
  [SIM, "run --nodes abc", 2],
  [SIM, "run no-such-file.yaml", 2],
  [SIM, "scenario list", 0],
  [SIM, "scenario validate smoke", 0],
  [SIM, "plan --help", 0],
  [SIM, "node --help", 0],
  [SIM, "conform --help", 0],
  [SIM, "backfill --help", 0],
  [BRIDGE, "--help", 0],
  [BRIDGE, "--frob", 2],
])("%s %s loads nothing of what runs", { timeout: 60_000 }, (program, args, status) => {
  const run = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(HOOK)}`, program, ...args.split(" ")],
    { cwd: ROOT, encoding: "utf8", timeout: 60_000 },
  );
  const loaded = [...run.stderr.matchAll(/^loaded (.*)$/gm)].map(([, url = ""]) => url);
  const packages = loaded.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]);
  // The hook was there: every command line is read by yargs.
  expect(packages).toContain("yargs");
  expect(OF_RUNS.filter((name) => packages.includes(name))).toEqual([]);
  expect(run.status).toBe(status);
});
