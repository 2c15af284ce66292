import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { startInflux, startRedis, withServers } from "@homesync/broker/testing";
import { startFleet } from "@homesync/simulator";
import { expect, onTestFinished, test, vi } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = join(ROOT, "bridge/bin/homesync-bridge.js");
const HOME = "sim-operating-0001";
const eventually = { timeout: 60_000, interval: 100 };
const guide = await readFile(join(ROOT, "docs/operating-the-bridge.md"), "utf8");

const run = promisify(execFile);

/** The blocks of a section of the guide that begin with ```bash, each to be run by one shell. */
function blocks(section: string): string[] {
  const [, text = ""] = new RegExp(`^## ${section}\\n(.*?)(?=^## |$(?![^]))`, "ms").exec(guide) ?? [];
  const found = [...text.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block = ""]) => block);
  if (found.length === 0) throw new Error(`the guide has no commands under "${section}"`);
  return found;
}

async function shell(script: string, environment: Readonly<Record<string, string>>): Promise<string> {
  const path = [join(ROOT, "node_modules/.bin"), process.env["PATH"], "/usr/sbin"].join(delimiter);
  const { stdout } = await run("sh", ["-euc", script], {
    env: { ...process.env, PATH: path, ...environment },
    timeout: 60_000,
  });
  return stdout;
}

/** The built program in a process of its own, which ends with the test. */
async function startProgram(data: string, environment: Readonly<Record<string, string>> = {}) {
  const ports = { HOMESYNC_BROKER_PORT: "0", HOMESYNC_HTTP_PORT: "0" };
  const child = spawn(process.execPath, [PROGRAM, "--data", data], {
    env: { ...process.env, ...ports, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  };
  onTestFinished(() => end("SIGKILL"));
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      written += chunk.toString();
    });
  }
  const line = /API (\S+)\/api\/v1, broker (\S+);/;
  await vi.waitFor(() => expect(written).toMatch(line), eventually);
  const [, url = "", brokerUrl = ""] = line.exec(written) ?? [];
  return { url, brokerUrl, end };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "homesync-operating-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const startNodes = async (brokerUrl: string) => {
  const broker = { address: parseBrokerUrl(brokerUrl) };
  const fleet = await startFleet({ broker, nodes: 2, homes: 1, homePrefix: "sim-operating", intervalS: 1 });
  onTestFinished(() => fleet.kill());
  await fleet.whenConnected();
  return fleet;
};

async function ask(url: string, token: string, path: string) {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const history = async (url: string, token: string) => {
  const path = `/api/v1/homes/${HOME}/nodes/node-001/history?metric=power&limit=1000`;
  const { body } = await ask(url, token, path);
  return (body["points"] ?? []) as readonly { readonly timestamp: string; readonly value: number }[];
};

withServers("docs/operating-the-bridge.md", () => {
  test("a backup of a bridge that runs holds its readings, nodes and keys, and is restored into another", async () => {
    const folder = await newFolder();
    const environment = {
      DATA: join(folder, "data"),
      BACKUP: join(folder, "backup"),
      RESTORED: join(folder, "restored"),
    };
    const bridge = await startProgram(environment.DATA);
    await startNodes(bridge.brokerUrl);
    const token = (
      await shell(`homesync-bridge token --data "$DATA" --homes "*" --role admin`, environment)
    ).trim();
    await vi.waitFor(
      async () => expect((await history(bridge.url, token)).length).toBeGreaterThan(2),
      eventually,
    );

    const [health = ""] = blocks("Health");
    expect(await shell(health, { ...environment, BRIDGE: bridge.url, TOKEN: token })).toContain(
      "homesync_ingest",
    );

    const before = await history(bridge.url, token);
    const [backup = ""] = blocks("Backup");
    await shell(backup, environment);
    expect((await stat(environment.BACKUP)).mode & 0o077).toBe(0);
    await bridge.end("SIGKILL");

    const [restore = ""] = blocks("Restore");
    expect(await shell(restore, environment)).toContain("signs new tokens");
    const restored = await startProgram(environment.RESTORED);
    await vi.waitFor(
      async () => expect(await history(restored.url, token)).toEqual(expect.arrayContaining([...before])),
      eventually,
    );
    const { body } = await ask(restored.url, token, `/api/v1/homes/${HOME}/nodes`);
    expect(body["nodes"]).toHaveLength(2);
  }, 180_000);

  test("keys are rotated while it runs: old tokens stay good until they are revoked", async () => {
    const folder = await newFolder();
    const environment = { DATA: join(folder, "data") };
    const bridge = await startProgram(environment.DATA);
    const token = (await shell(`homesync-bridge token --data "$DATA" --homes "*"`, environment)).trim();
    const [rotation = ""] = blocks("Rotating secrets");
    await shell(rotation, { ...environment, BRIDGE: bridge.url, TOKEN: token });
    await vi.waitFor(
      async () => expect((await ask(bridge.url, token, "/api/v1/me")).status).toBe(401),
      eventually,
    );
  }, 120_000);

  test("state in Redis and readings in InfluxDB 1 are backed up and restored", async () => {
    const folder = await newFolder();
    const [influx, redis] = await Promise.all([startInflux(), startRedis()]);
    const environment = {
      BACKUP: join(folder, "backup"),
      INFLUX_RPC: influx.backupAddress,
      REDIS_URL: redis.url,
    };
    const bridge = await startProgram(join(folder, "data"), {
      HOMESYNC_STORE_KIND: "influx",
      HOMESYNC_INFLUX_URL: influx.url,
      HOMESYNC_INFLUX_VERSION: "1",
      HOMESYNC_STATE_KIND: "redis",
      HOMESYNC_REDIS_URL: redis.url,
    });
    await startNodes(bridge.brokerUrl);
    const count = async (database: string) => {
      const [row] = await influx.query(`SELECT count(value) AS n FROM "${database}".."power_readings"`);
      return Number(row?.["n"] ?? 0);
    };
    await vi.waitFor(async () => expect(await count("homesync")).toBeGreaterThan(20), eventually);
    await bridge.end("SIGTERM");
    const stored = await count("homesync");

    const [, backup = ""] = blocks("Backup");
    await shell(`mkdir "$BACKUP"; ${backup}`, environment);
    expect((await readFile(join(environment.BACKUP, "redis.rdb"))).includes("node-001")).toBe(true);
    const [, restore = ""] = blocks("Restore");
    await shell(restore, environment);
    await vi.waitFor(async () => expect(await count("homesync_restored")).toBe(stored), eventually);
  }, 180_000);
});
