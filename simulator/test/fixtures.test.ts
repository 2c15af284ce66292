import { connectAsync } from "mqtt";
import { expect } from "vitest";
import { test } from "../src/fixtures/index.ts";

const HOUR_MS = 3_600_000;
/** A loaded machine is slow. */
const LIMIT = { timeout: 60_000 };

test("a node is connected, publishes, and can be poked", LIMIT, async ({ node }) => {
  const relay = node.next("status/relay", ({ state }) => state === "off");
  await node.pressButton();
  expect(await relay).toMatchObject({ cause: "button" });

  const on = node.next("status/relay", ({ state }) => state === "on");
  // Two switches of a relay are half a second apart at least.
  await node.next("telemetry/temperature");
  const drawing = node.next("telemetry/power", ({ value }) => value === 1234.5);
  node.setLoad(1234.5);
  await node.pressButton();
  await on;
  expect(await drawing).toMatchObject({ unit: "W", quality: 100 });
  expect((await node.state()).relayIsOn).toBe(true);
});

test(
  "the backend under test sees the will when the power is cut, and the birth when it comes back",
  LIMIT,
  async ({ broker, node }) => {
    const backend = await connectAsync(broker.url);
    const seen: string[] = [];
    const heard = (text: string) =>
      new Promise<void>((resolve) =>
        backend.on("message", (topic, payload) => {
          seen.push(topic);
          if (payload.toString().includes(text)) resolve();
        }),
      );
    const gone = heard("unexpected_disconnect");
    await backend.subscribeAsync(`homesync/${node.homeId}/nodes/${node.nodeId}/status/online`, { qos: 1 });
    node.cutPower();
    await gone;
    const back = heard('"online":true');
    node.restorePower();
    await back;
    await backend.endAsync();
  },
);

test("faults of scenarios come and go", LIMIT, async ({ startNodes }) => {
  const fleet = await startNodes({ intervalS: 1 });
  const { node } = fleet;
  await node.next("telemetry/power", ({ quality }) => quality === 100);
  const lift = await fleet.inject({ kind: "sensor_silent", sensor: "meter" });
  // The thermometer goes on; of the meter nothing comes until it answers again, and then with fewer good readings.
  for (let samples = 0; samples < 3; samples++) await node.next("telemetry/temperature");
  const back = node.next("telemetry/power");
  await lift();
  expect((await back).quality).toBeLessThan(100);
});

test("the same seed gives the same nodes, and another gives others", async ({ startNodes }) => {
  const [first, second, other] = [
    await startNodes({ nodes: 2 }),
    await startNodes({ nodes: 2, homePrefix: "sim-again" }),
    await startNodes({ nodes: 2, seed: 2 }),
  ];
  expect(first.fleet.seed).toBe(second.fleet.seed);
  expect(first.nodes[0]?.homeId).not.toBe(other.nodes[0]?.homeId);
});

test("a day passes in a moment on a virtual clock, always the same", LIMIT, async ({ startVirtualTime }) => {
  const run = async (): Promise<string> => {
    const time = await startVirtualTime({ nodes: 2, sampleEveryS: 5 });
    time.advance(24 * HOUR_MS);
    return JSON.stringify(time.messages.of("telemetry/energy"));
  };
  const first = await run();
  const energies = JSON.parse(first) as { payload: { value: number; timestamp: string } }[];
  // A heartbeat of 30 s, for two nodes.
  expect(energies.length).toBeGreaterThan((2 * 24 * 3600) / 30 - 10);
  expect(energies.at(-1)?.payload.value).toBeGreaterThan(energies[0]?.payload.value ?? Number.NaN);
  expect(energies.at(-1)?.payload.timestamp).toMatch(/^2026-01-01T23:59/);
  expect(await run()).toBe(first);
});

test("a command reaches a node on a virtual clock, and is answered", async ({ startVirtualTime }) => {
  const time = await startVirtualTime();
  time.advance(5_000);
  const [node] = time.nodes;
  time.send(
    `homesync/${node?.homeId}/nodes/${node?.nodeId}/command/relay`,
    '{"action":"off","request_id":"r-1"}',
  );
  time.advance(1_000);
  expect(time.messages.of("response/command").at(-1)?.payload).toMatchObject({
    request_id: "r-1",
    status: "success",
    result: "off",
  });
});

test("a wait that is in vain says what came instead", async ({ node }) => {
  await node.next("telemetry/power");
  await expect(node.next("response/ota", undefined, 1_500)).rejects.toThrow(
    /did not publish response\/ota in 1500 ms; instead:\ntelemetry\//,
  );
});
