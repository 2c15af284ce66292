import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BridgeConfig, startBridge } from "@homesync/bridge";
import { startInflux, startMosquitto, withServers } from "@homesync/broker/testing";
import { expect, onTestFinished, test, vi } from "vitest";

vi.setConfig({ testTimeout: 120_000 });

const SIM = fileURLToPath(new URL("../../simulator/bin/homesync-sim.js", import.meta.url));
const FLEET = { nodes: 4, homes: 2, seed: 31, interval_s: 1, qos: 1 };

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** What a user types, in a process of its own. */
function sim(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SIM, ...args], { timeout: 100_000 }, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "homesync-scenario-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A bridge at a mosquitto, and a file with a token for its API. */
async function bridgeOnMosquitto(config: Pick<BridgeConfig, "series" | "registry">) {
  const folder = await temporaryFolder();
  const { url } = await startMosquitto();
  const bridge = await startBridge({
    dataDirectory: join(folder, "data"),
    broker: { kind: "external", url },
    http: { port: 0 },
    ...config,
  });
  onTestFinished(() => bridge.close());
  const token = await bridge.issueToken({ homes: "*", role: "admin" });
  const tokenFile = join(folder, "token");
  await writeFile(tokenFile, `${token}\n`, { mode: 0o600 });
  const file = join(folder, "scenario.json");
  const scenario = {
    broker: { url },
    fleet: FLEET,
    phases: [
      { kind: "ramp", over_s: 1 },
      { kind: "hold", for_s: 10 },
    ],
    observe: { store_url: bridge.url, store_token_file: tokenFile },
    thresholds: ["connect.failed == 0", "delivery.store.count >= 3", "delivery.store.max < 60s"],
  };
  await writeFile(file, JSON.stringify(scenario));
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(`${bridge.url}/api/v1/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return await response.json();
  };
  return { bridge, file, tokenFile, ask };
}

withServers("a scenario beside a bridge", () => {
  test.each(["sqlite", "influx"] as const)(
    "measures how long readings take to the bridge's store: %s",
    async (kind) => {
      const influx = kind === "influx" ? await startInflux() : undefined;
      const { file } = await bridgeOnMosquitto({
        series:
          influx === undefined
            ? { kind: "sqlite" }
            : { kind: "influx", version: 1, url: influx.url, database: influx.database },
      });
      const { status, out, err } = await sim("run", file, "--quiet", "--json");
      const { metrics, thresholds } = JSON.parse(out);
      expect([status, err]).toEqual([0, ""]);
      expect(thresholds).toHaveLength(3);
      const { count, min, max } = metrics.histograms["delivery.store"];
      // A reading a second, of which the questions, four a second, see nearly all.
      expect(count).toBeGreaterThanOrEqual(3);
      expect(count).toBeLessThanOrEqual(12);
      expect(min).toBeGreaterThan(0);
      expect(max).toBeLessThan(60_000);
      expect(metrics.errors).not.toHaveProperty("store");
    },
  );

  test("a bridge that takes registered nodes only takes those that were registered, under their names", async () => {
    const { bridge, file, tokenFile, ask } = await bridgeOnMosquitto({ registry: "registered" });
    const access = ["--bridge", bridge.url, "--token-file", tokenFile];
    const { out: list } = await sim("fleet", "list", file, "--json");
    const nodes = JSON.parse(list) as { home_id: string; node_id: string; name: string }[];
    expect(nodes).toHaveLength(FLEET.nodes);

    const { status: refused, out } = await sim("run", file, "--quiet", "--json");
    expect(refused).toBe(7);
    expect(JSON.parse(out).metrics.histograms["delivery.store"].count).toBe(0);

    expect(await sim("fleet", "register", file, ...access)).toMatchObject({
      status: 0,
      out: `4 nodes are in the registry of ${bridge.url}\n`,
    });
    const [first] = nodes as [{ home_id: string; node_id: string; name: string }];
    expect(await ask(`homes/${first.home_id}/nodes/${first.node_id}`)).toMatchObject({ name: first.name });
    expect(await sim("run", file, "--quiet")).toMatchObject({ status: 0, err: "" });

    const once = await sim("fleet", "unregister", file, ...access);
    expect([once.err, once.out]).toEqual(["", `4 nodes were removed from the registry of ${bridge.url}\n`]);
    expect((await sim("fleet", "unregister", file, ...access)).out).toMatch(/^0 nodes/);
  });

  test("a token that may not register is told so", async () => {
    const { bridge, file } = await bridgeOnMosquitto({});
    const tokenFile = join(await temporaryFolder(), "token");
    const register = () => sim("fleet", "register", file, "--bridge", bridge.url, "--token-file", tokenFile);
    await writeFile(tokenFile, await bridge.issueToken({ homes: "*", role: "viewer" }));
    expect(await register()).toMatchObject({ status: 4, err: expect.stringMatching(/the role admin/) });
    await writeFile(tokenFile, "made-up");
    expect(await register()).toMatchObject({ status: 4, err: expect.stringMatching(/token is not valid/) });
  });
});
