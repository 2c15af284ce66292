import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Mosquitto, makeCertificate, withServers } from "@homesync/broker/testing";
import { connect, connectAsync, type IConnackPacket } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Watcher } from "../brokers/watcher.ts";
import { runCommandLine } from "./command-line.ts";
import { SimProcess } from "./sim-process.ts";

vi.setConfig({ testTimeout: 90_000 });

const SHORT = ["-n", "2", "-i", "1", "-d", "1", "-q"];
const STACK = /\bat .*:\d+:\d+/;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homesync-endings-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function start(...args: string[]): SimProcess {
  const sim = new SimProcess(...args);
  cleanups.push(() => sim.kill());
  return sim;
}

/** Whether the broker kept a session for this client; there is none afterwards. */
async function hasSession(url: string, clientId: string): Promise<boolean> {
  const client = connect(url, { clientId, clean: false, reconnectPeriod: 0 });
  const { sessionPresent } = await new Promise<IConnackPacket>((resolve, reject) => {
    client.once("connect", resolve);
    client.once("error", reject);
  });
  await client.endAsync();
  const cleaner = await connectAsync(url, { clientId, clean: true });
  await cleaner.endAsync();
  return sessionPresent;
}

describe("thresholds", () => {
  test("that hold are status 0, and one that fails is status 7 with its name", async () => {
    const holds = await runCommandLine(["run", ...SHORT, "--threshold", "connect.failed == 0"]);
    expect(holds).toMatchObject({ status: 0, err: "" });
    const thresholds = ["--threshold", "connect.failed == 0", "--threshold", "nodes.connected == 3"];
    const fails = await runCommandLine(["run", ...SHORT, ...thresholds]);
    expect(fails.status).toBe(7);
    expect(fails.err).toBe("homesync-sim: 1 of 2 thresholds failed: nodes.connected == 3\n");
    expect(fails.out).toMatch(/FAILED nodes.connected == 3 +2\n$/);
  });

  test("one that aborts ends the run at once", async () => {
    const args = ["run", "-n", "2", "-i", "1", "-q", "--json", "--threshold"];
    const { status, out } = await runCommandLine([...args, "{ check: telemetry.sent < 1, abort: true }"]);
    expect(status).toBe(7);
    expect(JSON.parse(out)).toMatchObject({ endedBy: "threshold", fleet: { endedInOrder: 2, notPurged: 0 } });
  });
});

describe("reports", () => {
  test("that have no place are status 8, before anything runs", async () => {
    const { status, out, err } = await runCommandLine(["run", ...SHORT, "--report-json", "/nowhere/r.json"]);
    expect({ status, out }).toEqual({ status: 8, out: "" });
    expect(err).toMatch(/cannot be written to \/nowhere\/r.json: there is no such folder; make it first\n$/);
  });

  test("that meet a full disk are status 8, and the report is on stdout still", async () => {
    const other = join(folder, "other.txt");
    const sim = start("run", ...SHORT, "--report-json", "/dev/full", "--report-text", other);
    const { status, out, err } = await sim.ended();
    expect(status).toBe(8);
    expect(err).toBe(
      "homesync-sim: the json report /dev/full could not be written: the disk is full; make room, or write it elsewhere",
    );
    expect(out).toMatch(/ended +2 of 2 nodes in order/);
    expect(await readFile(other, "utf8")).toBe(out);
    expect(await readdir(folder)).toEqual(["other.txt"]);
  });
});

test("a Prometheus port that is taken is status 5, and says what to choose", async () => {
  const first = start("run", "-n", "1", "--prometheus-port", "0");
  await expect.poll(() => first.lines.join("\n"), { timeout: 30_000 }).toMatch(/Prometheus metrics: http/);
  const port = /:(\d+)\/metrics/.exec(first.lines.join("\n"))?.[1] ?? "";
  expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toMatch(
    /homesync_sim_nodes_planned 1/,
  );
  const { status, err } = await runCommandLine(["run", ...SHORT, "--prometheus-port", port]);
  expect(status).toBe(5);
  expect(err).toMatch(
    /no Prometheus endpoint on 127.0.0.1:\d+ \(EADDRINUSE\)\nchoose another --prometheus-port/,
  );
  first.signal("SIGTERM");
  expect((await first.ended()).status).toBe(0);
});

withServers("on mosquitto", () => {
  const open = async (): Promise<Mosquitto> => {
    const broker = await Mosquitto.start();
    cleanups.push(() => broker.close());
    return broker;
  };

  test.each([["run", ...SHORT], ["node"], ["conform"], ["cleanup", "--home-prefix", "sim-wrong-ca"]])(
    "a broker of another authority than --ca-file has is status 3, and says what to do: %s",
    async (...command) => {
      const [server, other] = await Promise.all([makeCertificate(), makeCertificate()]);
      const caFile = join(folder, "other-ca.pem");
      await writeFile(caFile, other.cert);
      cleanups.push(() => rm(caFile));
      for (const webSockets of [false, true]) {
        const broker = await Mosquitto.start({ certificate: server, webSockets });
        cleanups.push(() => broker.close());
        const sim = start(...command, "--broker", broker.url, "--ca-file", caFile);
        const { status, out, err } = await sim.ended();
        expect({ status, out }).toEqual({ status: 3, out: "" });
        expect(err).toMatch(/^homesync-sim: the TLS connection to (mqtts|wss):/);
        expect(err).toMatch(
          /failed \(self-signed certificate\)\ncheck that .* give the right authority with --ca-file$/,
        );
        expect(err).not.toMatch(STACK);
      }
    },
  );

  test.each(["SIGINT", "SIGTERM"] as const)(
    "a broker that dies is waited for; %s then ends with status 6 and no stack",
    {
      timeout: 90_000,
    },
    async (signal) => {
      const broker = await open();
      const sim = start(
        "run",
        "-n",
        "3",
        "-i",
        "1",
        "--broker",
        broker.url,
        "--threshold",
        "telemetry.sent >= 1",
      );
      const watcher = await Watcher.open(broker.url);
      await watcher.until("a reading of each node", (seen) => {
        const topics = seen
          .filter(({ topic }) => topic.endsWith("/telemetry/power"))
          .map(({ topic }) => topic);
        return new Set(topics).size === 3;
      });
      await watcher.close();
      await broker.stop();
      await expect.poll(() => sim.lines.join("\n"), { timeout: 30_000 }).toMatch(/0\/3 connected/);
      sim.signal(signal);
      const { status, out, err } = await sim.ended();
      expect(status).toBe(6);
      expect(err).toMatch(/the run did not end in order: the broker was not there to the end$/);
      expect(err).not.toMatch(STACK);
      expect(out).toMatch(/left +sessions or retained messages of 3 nodes may be on the broker/);
    },
  );

  test("a run leaves no session, no retained topic and no client behind", async () => {
    const broker = await open();
    const args = ["run", "smoke", "--time-scale", "0.05", "--scale", "0.2", "-q", "--broker", broker.url];
    const { out } = await runCommandLine(args);
    expect(out).toMatch(/left +nothing on the broker/);
    const watcher = await Watcher.open(broker.url, "#");
    cleanups.push(() => watcher.close());
    await watcher.settle();
    expect(watcher.seen).toEqual([]);
    // mosquitto logs every client id that it has seen; none may have a session.
    const ids = [...broker.output.matchAll(/New client connected from \S+ as (homesync\S+)/g)].map(
      ([, id]) => id,
    );
    expect(ids.length).toBeGreaterThan(5);
    for (const clientId of new Set(ids)) {
      expect(await hasSession(broker.url, clientId as string), clientId).toBe(false);
    }
  });
});
