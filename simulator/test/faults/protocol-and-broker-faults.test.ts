import { describe, expect, test, vi } from "vitest";
import { FAULT_KINDS } from "../../src/faults/fault.ts";
import { faultyRun, onTopic } from "./running-fleet.ts";

vi.setConfig({ testTimeout: 120_000 });

const only0 = { whom: { nodes: [0] } };

describe("faults on the protocol", () => {
  test.each([
    { kind: "malformed_packet", form: "reserved_type", ...only0 },
    { kind: "malformed_packet", form: "endless_length", ...only0 },
    { kind: "malformed_packet", form: "overlong_topic", ...only0 },
    { kind: "malformed_packet", form: "qos_3", ...only0 },
    { kind: "malformed_packet", ...only0 },
    { kind: "oversized_packet", ...only0 },
    { kind: "wrong_order", ...only0 },
    { kind: "malformed_packet", to: "node", form: "reserved_type", ...only0 },
    { kind: "malformed_packet", to: "node", form: "endless_length", ...only0 },
    { kind: "malformed_packet", to: "node", form: "overlong_topic", ...only0 },
    { kind: "malformed_packet", to: "node", form: "qos_3", ...only0 },
    { kind: "duplicate_client_id", ...only0 },
  ] as const)(
    "$kind $to $form: whoever gets it ends that connection alone, and the node comes back",
    async (fault) => {
      const run = await faultyRun();
      await run.injector.inject(fault);
      await expect.poll(() => run.fleet.metrics().counters["connect.again"], { timeout: 30_000 }).toBe(1);
      const { gauges, counters } = run.fleet.metrics();
      expect(gauges["nodes.connected"]).toBe(4);
      expect(counters["connect.failed"] + counters["connect.lost"]).toBe(1);
      if ("to" in fault) expect(run.fleet.metrics().errors).toMatchObject({ malformed: 1 });
      expect(run.errors).toEqual([]);
    },
  );

  test("wrong_order to a node: a PUBLISH before the CONNACK ends the new connection, and the next one is good", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "wrong_order", to: "node", ...only0 });
    const errors = () => run.fleet.metrics().errors;
    await expect.poll(errors, { timeout: 30_000 }).toEqual({ network: 1, malformed: 1 });
    await expect.poll(() => run.fleet.metrics().gauges["nodes.connected"], { timeout: 30_000 }).toBe(4);
  });

  test.each([undefined, 200_000])("oversized_packet to a node, %s bytes: it reads over it", async (bytes) => {
    const run = await faultyRun();
    const size = bytes === undefined ? {} : { bytes };
    await run.injector.inject({ kind: "oversized_packet", to: "node", ...size, ...only0 });
    const before = onTopic(run, 0, "telemetry/power").length;
    await run.watcher.until("telemetry", () => onTopic(run, 0, "telemetry/power").length > before + 1);
    const { gauges, counters, errors } = run.fleet.metrics();
    expect(gauges["nodes.connected"]).toBe(4);
    expect(counters["connect.again"]).toBe(0);
    expect(errors).toEqual({});
  });

  test("malformed_payload: no node is harmed, and what can be answered is answered with an error", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "malformed_payload", ...only0 });
    await run.watcher.until("answers", () => onTopic(run, 0, "response/command").length >= 9);
    expect(new Set(onTopic(run, 0, "response/command").map(({ status }) => status))).toEqual(
      new Set(["error"]),
    );
    const before = onTopic(run, 0, "telemetry/power").length;
    await run.watcher.until("telemetry", () => onTopic(run, 0, "telemetry/power").length > before);
    expect(run.fleet.metrics()).toMatchObject({
      gauges: { "nodes.connected": 4 },
      counters: { "connect.again": 0 },
    });
  });
});

describe("faults of the broker", () => {
  test("broker_restart: everyone loses it and comes back; the duration ends it", async () => {
    const run = await faultyRun();
    await run.injector.inject({ kind: "broker_restart", duration_s: 0.5 });
    expect(run.injector.inForce).toMatchObject([{ fault: { kind: "broker_restart" } }]);
    await expect.poll(() => run.fleet.metrics().counters["connect.again"], { timeout: 60_000 }).toBe(4);
    expect(run.injector.inForce).toEqual([]);
    expect(run.errors).toEqual([]);
  });

  test("broker_refuse: who connects is refused with that code, who is connected stays", async () => {
    const run = await faultyRun();
    const refuse = await run.injector.inject({ kind: "broker_refuse", return_code: 3 });
    await run.injector.inject({ kind: "reset", ...only0 });
    await expect
      .poll(() => Object.keys(run.fleet.metrics().errors), { timeout: 30_000 })
      .toContain("server_unavailable");
    expect(run.fleet.metrics().gauges["nodes.connected"]).toBe(3);
    await run.injector.lift(refuse);
    await expect.poll(() => run.fleet.metrics().gauges["nodes.connected"], { timeout: 60_000 }).toBe(4);
  });

  test("plan_limits: a fleet that is larger than the plan is refused from there on", async () => {
    const run = await faultyRun({ nodes: 110, homes: 110, initialNodes: 1 }, 1);
    await run.injector.inject({ kind: "plan_limits", plan: "hivemq-free" });
    run.fleet.aim(110, 1000);
    await expect
      .poll(() => run.fleet.metrics().errors["bad_credentials"] ?? 0, {
        timeout: 60_000,
      })
      .toBeGreaterThan(5);
    // The subscriber of this test has a session as well.
    expect(run.fleet.metrics().gauges["nodes.connected"]).toBe(99);
  });

  test("a broker that is not ours is named, with what to do", async () => {
    const run = await faultyRun({}, 4, { ownBroker: false });
    for (const kind of ["broker_restart", "broker_refuse"] as const) {
      await expect(run.injector.inject({ kind })).rejects.toThrow(
        /--broker embedded, or restart yours by hand/,
      );
    }
    expect(run.injector.inForce).toEqual([]);
  });
});

test("faults come by their time, last as long as they say, and are all taken back in the end", async () => {
  const run = await faultyRun();
  run.injector.schedule([
    { kind: "power_cut", at_s: 0.1, duration_s: 0.3, ...only0 },
    { kind: "latency", at_s: 0.2, delay_ms: 10 },
    { kind: "reset", at_s: 3600 },
  ]);
  await run.watcher.until("the will", () =>
    onTopic(run, 0, "status/online").some(({ online }) => online === false),
  );
  await run.watcher.until("its return", () => onTopic(run, 0, "status/online").at(-1)?.["online"] === true);
  await expect.poll(() => run.injector.inForce.map(({ fault }) => fault.kind)).toEqual(["latency"]);
  await run.injector.close();
  expect(run.injector.inForce).toEqual([]);
  expect(run.errors).toEqual([]);
});

test("every kind has a name of its own, and says what it does", () => {
  const kinds = FAULT_KINDS.map(({ kind }) => kind);
  expect(new Set(kinds).size).toBe(kinds.length);
  for (const { kind, meaning, schema } of FAULT_KINDS) {
    expect(schema.properties.kind).toMatchObject({ const: kind });
    expect(meaning.length).toBeGreaterThan(20);
  }
});
