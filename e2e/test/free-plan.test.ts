import { type Broker, type BrokerOptions, PLANS, startBroker } from "@homesync/broker";
import { type Logins, parseBrokerUrl, Secret } from "@homesync/broker/reach";
import { startFleet } from "@homesync/simulator";
import { connectAsync } from "mqtt";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { BridgeProgram } from "./free-plan/bridge-program.ts";
import { typeIntoConsole } from "./free-plan/console.ts";
import { FastTime } from "./free-plan/fast-time.ts";
import { RunningProgram } from "./running-program.ts";

const EVENTUALLY = { timeout: 60_000, interval: 50 };
const LIMIT = { timeout: 180_000 };
const FREE = PLANS["hivemq-free"];

const simulator = (...args: readonly string[]): RunningProgram =>
  new RunningProgram(process.execPath, ["simulator/bin/homesync-sim.js", ...args]);

/** The embedded broker, with the limits of the free plan, and what it logged. */
async function freeBroker(credentials: NonNullable<BrokerOptions["credentials"]>) {
  const refusals: string[] = [];
  const note = (fields: Readonly<Record<string, unknown>>, message: string): void => {
    refusals.push(`${message} ${JSON.stringify(fields)}`);
  };
  const broker = await startBroker({ plan: FREE, credentials, logger: { warn: note, error: note } });
  onTestFinished(() => broker.close());
  return { broker, refusals };
}

/** `sim-free-0001/node-001` and so on: the names of a fleet of one node a home. */
const namesOf = (prefix: string, homes: number): string[] =>
  Array.from({ length: homes }, (_, at) => `${prefix}-${String(at + 1).padStart(4, "0")}/node-001`);

/** What `homesync-sim plan --json` says of one plan. */
interface Foretold {
  readonly plans: readonly { readonly needs: readonly Need[] }[];
  readonly day: { readonly hours: readonly { readonly mqttBytes: number; readonly lineBytes: number }[] };
}
interface Need {
  readonly limit: string;
  readonly used: number;
  readonly allowed: number;
  readonly verdict: string;
}

describe("30 homes, the bridge and plan on the HiveMQ free plan", () => {
  const NODES = 30;
  const SEED = 11;
  /** As long as the one that plan makes for this seed: names are most of a message. */
  const PREFIX = "sim-own";
  /** Of the day that plan runs, from its beginning. */
  const HOURS = 2;
  const STAGE_MS = 120_000;
  /**
   * How far the bytes may be from what was foretold. Not foretold are the bridge's CONNECT and SUBSCRIBE, and its pings,
   * which go by the real time; and connects take a moment here, which moves a reading.
   */
  const TOLERANCE = 0.005;
  /**
   * How far the bridge's estimate may be below, of what one write adds on the line: a busy machine hands it several writes
   * in one piece. Above, it takes what broker and nodes say to each other for what it says itself.
   */
  const LINE_TOLERANCE = { below: 0.15, above: 0.05 };

  test(
    "plan, broker and bridge agree on sessions and data, and a filter a credential does for all",
    LIMIT,
    async () => {
      const plan = simulator(
        "plan",
        "-n",
        `${NODES}`,
        "--seed",
        `${SEED}`,
        "--commands",
        "0",
        "--no-tls",
        "--json",
      );
      expect(await plan.ended(), plan.output).toBe(0);
      const foretold = JSON.parse(plan.output) as Foretold;
      const sessions = foretold.plans[0]?.needs.find(({ limit }) => limit === "sessions");
      expect(sessions).toMatchObject({ used: 31, allowed: 100, verdict: "fits" });
      const hours = foretold.day.hours.slice(0, HOURS);
      const mqttBytes = hours.reduce((sum, hour) => sum + hour.mqttBytes, 0);
      const lineBytes = hours.reduce((sum, hour) => sum + hour.lineBytes, 0);

      const access = await typeIntoConsole(namesOf(PREFIX, NODES));
      expect(access.credentials).toMatchObject({
        "homesync-backend": { filters: ["homesync/#"] },
        "sim-own-0001.node-001": { filters: ["homesync/sim-own-0001/nodes/node-001/#"] },
      });
      const { broker, refusals } = await freeBroker(access.credentials);
      const bridge = await bridgeAt(broker.url, await access.passwordFile("homesync-backend"));
      await bridge.isConnected();
      const time = new FastTime("2026-01-05T00:00:00Z");
      const fleet = await startFleet({
        broker: { address: parseBrokerUrl(broker.url), logins: access.logins },
        nodes: NODES,
        seed: SEED,
        homePrefix: PREFIX,
        clock: time.clock,
        connectRate: 10_000,
      });
      onTestFinished(() => fleet.kill());
      await time.connected(fleet);
      while (time.clock.monotonicMs() < HOURS * 3_600_000) {
        await time.pass(STAGE_MS);
        await vi.waitFor(async () => {
          const { "telemetry.sent": telemetry, "status.sent": status } = fleet.metrics().counters;
          expect(await bridge.metric('ingest{what="received"}')).toBe(telemetry + status);
        }, EVENTUALLY);
      }

      const usage = broker.usage();
      expect(usage).toMatchObject({ sessions: sessions?.used, refused: 0 });
      expectNear(usage.bytesIn + usage.bytesOut, mqttBytes, TOLERANCE);
      const own = (await bridge.metric("broker_bytes_in")) + (await bridge.metric("broker_bytes_out"));
      // Each message comes to the broker from a node and goes on to the bridge.
      expectNear(2 * own, mqttBytes, 2 * TOLERANCE);
      const estimate = await bridge.metric("broker_month_bytes_estimate");
      expect(estimate).toBeGreaterThan((1 - LINE_TOLERANCE.below) * lineBytes);
      expect(estimate).toBeLessThan((1 + LINE_TOLERANCE.above) * lineBytes);

      // One filter is enough to command a node, to answer, and to remove it with what the broker keeps of it.
      const node = `/homes/${PREFIX}-0007/nodes/node-001`;
      // A command is refused that comes from a node's future, and its clock tells the day that plan runs.
      const skewMs = Date.now() - time.clock.utcMs();
      fleet.act([6], { kind: "clock", skewMs });
      const commanded = await time.until(bridge.call("POST", `${node}/commands/relay`, { action: "off" }));
      const answer = (await commanded.json()) as object;
      expect(answer, JSON.stringify(answer)).toMatchObject({ status: "confirmed", result: "off" });
      expect((await bridge.call("DELETE", node)).ok).toBe(true);
      // The bridge asks for MQTT 5 first, which the embedded broker does not speak.
      expect(refusals.filter((line) => !line.includes("unacceptable protocol version"))).toEqual([]);

      // Of an allowance of which plan says that it is nearly used, the bridge says so, too.
      const allowanceMb = Math.floor(estimate / 0.84e6);
      expect(lineBytes / 1e6 / allowanceMb).toBeGreaterThan(0.8);
      await bridge.restart(["--broker-monthly-allowance-mb", String(allowanceMb)]);
      await bridge.printed(/about 8\d % of the month's data allowance is used/);
    },
  );
});

describe("a fleet that is too large for the HiveMQ free plan", () => {
  test(
    "plan says no with the row, the broker refuses the 101st, and those refused say what to do",
    LIMIT,
    async () => {
      const plan = simulator("plan", "-n", "100", "--sample", "1");
      expect(await plan.ended()).toBe(7);
      expect(plan.output).toMatch(/sessions +101 of +100 +101\.0 % +DOES NOT FIT/);
      expect(plan.output).toContain("does not fit: sessions of HiveMQ Cloud Serverless (free)");

      const access = await typeIntoConsole(namesOf("sim-many", 100));
      const { broker, refusals } = await freeBroker(access.credentials);
      const at = ["--broker", broker.url, "--credentials-file", access.file];
      const fleet = await fleetAt(broker, access.logins, 100, "sim-many");
      expect(broker.usage()).toMatchObject({ sessions: 100, refused: 0 });
      const bridge = await bridgeAt(broker.url, await access.passwordFile("homesync-backend"));
      await bridge.printed(/Authentication Failed.*plan's connections may be in use: remove old sessions/);
      // A node that is away still has its session: it counts, as HiveMQ counts it.
      fleet.kill();
      await vi.waitFor(() => expect(broker.connectedClients).toBe(0), EVENTUALLY);
      const run = simulator("run", ...at, "-n", "1", "--duration", "1");
      expect(await run.ended()).toBe(4);
      expect(run.output).toMatch(/the plan's connections are in use/);
      expect(refusals.join()).toContain("the plan's 100 sessions are in use");
    },
  );

  test("the nodes beyond the limit are counted, with what to do", LIMIT, async () => {
    const access = await typeIntoConsole(namesOf("sim-many", 101));
    const { broker } = await freeBroker(access.credentials);
    const at = ["--broker", broker.url, "--credentials-file", access.file, "--home-prefix", "sim-many"];
    const run = simulator("run", ...at, "-n", "101", "--rate", "100", "--duration", "5", "--quiet");
    await run.ended();
    expect(run.output).toMatch(/connections +100 made/);
    expect(run.output).toMatch(
      /advice +the limit of the broker's plan may be reached \(homesync-sim plan --nodes 101/,
    );
  });
});

describe("a node with another home's credential", () => {
  test("can neither publish nor read, and its will is not published either", LIMIT, async () => {
    const access = await typeIntoConsole(["sim-theirs-0001/node-001", "sim-mine-0001/node-001"]);
    const { broker, refusals } = await freeBroker(access.credentials);
    const backend = await client(broker, access.logins, "homesync-backend");
    await backend.connected.subscribeAsync("homesync/#", { qos: 1 });
    const thief = access.logins.of("sim-mine-0001.node-001");
    const fleet = await startFleet({
      broker: { address: parseBrokerUrl(broker.url), ...thief },
      nodes: 1,
      homePrefix: "sim-theirs",
    });
    onTestFinished(() => fleet.kill());
    // It is let in, speaks for the other home, is thrown out, and comes back for the same.
    const thrownOut = () => refusals.filter((line) => line.includes("not allowed to publish")).length;
    await vi.waitFor(() => expect(thrownOut()).toBeGreaterThan(1), EVENTUALLY);
    expect(refusals.join("\n")).toContain('"filter":"homesync/sim-theirs-0001/nodes/node-001/command/+"');
    fleet.kill();

    const reader = await client(broker, access.logins, "sim-mine-0001.node-001");
    for (const filter of ["#", "homesync/#", "homesync/+/nodes/+/command/+", "homesync/sim-theirs-0001/#"]) {
      await expect(reader.connected.subscribeAsync(filter)).rejects.toMatchObject({
        packet: { granted: [128] },
      });
    }
    await reader.connected.subscribeAsync("homesync/sim-mine-0001/nodes/node-001/command/+", { qos: 1 });
    for (const home of ["sim-theirs-0001", "sim-mine-0001"]) {
      await backend.connected.publishAsync(`homesync/${home}/nodes/node-001/command/led`, "{}", { qos: 1 });
    }
    // What came first is its own: the other, sent before, did not come.
    await vi.waitFor(() => expect(reader.topics).toHaveLength(1), EVENTUALLY);
    expect(reader.topics).toEqual(["homesync/sim-mine-0001/nodes/node-001/command/led"]);
    // All that the backend saw are its own two commands: nothing of the thief, its will neither.
    await vi.waitFor(() => expect(backend.topics).toHaveLength(2), EVENTUALLY);
    expect(backend.topics.filter((topic) => !topic.endsWith("/command/led"))).toEqual([]);
  });

  test(
    "its own credential lets a node send itself commands, which one filter cannot prevent",
    LIMIT,
    async () => {
      const access = await typeIntoConsole(["sim-mine-0001/node-001"]);
      const { broker } = await freeBroker(access.credentials);
      const own = await client(broker, access.logins, "sim-mine-0001.node-001");
      const topic = "homesync/sim-mine-0001/nodes/node-001/command/led";
      await own.connected.subscribeAsync(topic, { qos: 1 });
      await own.connected.publishAsync(topic, "{}", { qos: 1 });
      await vi.waitFor(() => expect(own.topics).toEqual([topic]), EVENTUALLY);
    },
  );
});

/** `homesync-bridge` with its own credential. */
const bridgeAt = (url: string, passwordFile: string): Promise<BridgeProgram> =>
  BridgeProgram.create(["--broker", url, "--username", "homesync-backend", "--password-file", passwordFile]);

/** A fleet of one node a home that all have a session. */
async function fleetAt(broker: Broker, logins: Logins, nodes: number, homePrefix: string) {
  const address = parseBrokerUrl(broker.url);
  const fleet = await startFleet({ broker: { address, logins }, nodes, homePrefix, keep: true });
  onTestFinished(() => fleet.kill());
  await fleet.whenConnected();
  return fleet;
}

/** Somebody who logs in with a credential, and what arrived there. */
async function client(broker: Broker, logins: Logins, username: string) {
  const password = logins.of(username)?.password ?? new Secret("");
  const connected = await connectAsync(broker.url, {
    username,
    password: password.reveal(),
    reconnectPeriod: 0,
  });
  connected.on("error", () => undefined);
  onTestFinished(() => connected.endAsync(true));
  const topics: string[] = [];
  connected.on("message", (topic) => topics.push(topic));
  return { connected, topics };
}

function expectNear(measured: number, foretold: number, tolerance: number): void {
  expect(Math.abs(measured / foretold - 1), `${measured} measured, ${foretold} foretold`).toBeLessThan(
    tolerance,
  );
}
