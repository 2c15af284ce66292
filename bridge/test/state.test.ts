import type { MessageContent } from "@homesync/protocol";
import { describe, expect, test } from "vitest";
import { MemoryState } from "../src/state/memory-state.ts";
import { isStale } from "../src/state/rules.ts";
import type { StateChange } from "../src/state/state-store.ts";
import { birth, HOME, NODE, power, will } from "./support/messages.ts";

const T = Date.parse("2026-03-01T12:00:00Z");
const address = { homeId: HOME, nodeId: NODE };

/** A state that took these messages in, each arriving when its time says, or at `arrivalMs`. */
class Scene {
  readonly state = new MemoryState();

  take(message: MessageContent, arrivalMs: number, { retained = false, timeMs = arrivalMs } = {}): this {
    const timestampMs = "timestamp" in message.payload ? timeMs : undefined;
    this.state.observe({ message: { ...message, timestampMs } as never, timeMs, arrivalMs, retained });
    return this;
  }

  async node() {
    const node = await this.state.node(address);
    if (node === undefined) throw new Error("nothing is known of the node");
    return node;
  }
}

describe("telemetry", () => {
  test("a late sample from the node's buffer does not overwrite a newer one, but is a sign of life", async () => {
    const scene = new Scene()
      .take(power(100, T), T)
      .take(power(50, T - 60_000), T + 1, { timeMs: T - 60_000 });
    expect(await scene.node()).toMatchObject({
      lastSeenMs: T + 1,
      metrics: { power: { value: 100, timeMs: T } },
    });
  });

  test("metrics do not age each other", async () => {
    const voltage: MessageContent = {
      ...address,
      key: "telemetry/voltage",
      payload: { value: 230, unit: "V", quality: 99 },
    };
    const scene = new Scene().take(power(100, T), T).take(voltage, T + 1, { timeMs: T - 60_000 });
    expect((await scene.node()).metrics).toEqual({
      power: { value: 100, quality: 100, timeMs: T },
      voltage: { value: 230, quality: 99, timeMs: T - 60_000 },
    });
  });
});

describe("online and offline", () => {
  test("REQ-004 Online/offline detection: the will takes a node offline from its arrival, and is no sign of life", async () => {
    const scene = new Scene().take(birth(T), T).take(will(), T + 90_000);
    expect(await scene.node()).toMatchObject({
      online: false,
      offlineReason: "unexpected_disconnect",
      onlineSinceMs: T + 90_000,
      lastSeenMs: T,
    });
  });

  test("the will counts although the node's clock was ahead", async () => {
    const scene = new Scene().take(birth(T + 20_000), T, { timeMs: T + 20_000 }).take(will(), T + 5_000);
    expect((await scene.node()).online).toBe(false);
  });

  test("a planned absence is the node's own word: offline with its reason, and seen", async () => {
    const absence: MessageContent = {
      ...address,
      key: "status/online",
      payload: { online: false, reason: "update" },
    };
    const scene = new Scene().take(birth(T), T).take(absence, T + 5_000);
    expect(await scene.node()).toMatchObject({
      online: false,
      offlineReason: "update",
      lastSeenMs: T + 5_000,
    });
  });

  test("a retained will tells that the node is offline, not since when", async () => {
    const scene = new Scene().take(will(), T, { retained: true });
    expect(await scene.node()).toMatchObject({
      online: false,
      onlineSinceMs: undefined,
      lastSeenMs: undefined,
    });
  });

  test("a retained copy of a will that was seen live keeps its time", async () => {
    const scene = new Scene()
      .take(birth(T), T)
      .take(will(), T + 1_000)
      .take(will(), T + 60_000, { retained: true });
    expect((await scene.node()).onlineSinceMs).toBe(T + 1_000);
  });

  test("REQ-004 Status parsing: coming back clears the reason", async () => {
    const scene = new Scene().take(will(), T).take(birth(T + 1), T + 1);
    expect(await scene.node()).toMatchObject({ online: true, offlineReason: undefined });
  });
});

describe("stale", () => {
  test("after three silent rssi periods", async () => {
    const node = await new Scene().take(birth(T), T).node();
    expect(isStale(node, T + 180_000)).toBe(false);
    expect(isStale(node, T + 180_001)).toBe(true);
  });

  test("counts from when the bridge heard of a node that it knows from retained copies only", async () => {
    const node = await new Scene()
      .take(birth(T - 3_600_000), T, { retained: true, timeMs: T - 3_600_000 })
      .node();
    expect(node.lastSeenMs).toBeUndefined();
    expect(isStale(node, T + 1_000)).toBe(false);
    expect(isStale(node, T + 180_001)).toBe(true);
  });

  test("not when it is known to be offline", async () => {
    const node = await new Scene().take(will(), T).node();
    expect(isStale(node, T + 3_600_000)).toBe(false);
  });
});

test("relay, signal and firmware are kept, and whether the protocol version is understood", async () => {
  const firmware = (protocol: string): MessageContent => ({
    ...address,
    key: "status/firmware",
    payload: { version: "1.2.3", protocol, target: "nodemcuv2" },
  });
  const scene = new Scene()
    .take({ ...address, key: "status/relay", payload: { state: "on", cause: "button" } }, T)
    .take({ ...address, key: "status/rssi", payload: { value: -61, unit: "dBm" } }, T)
    .take(firmware("1.7"), T);
  expect(await scene.node()).toMatchObject({
    relay: { state: "on", cause: "button", timeMs: T },
    rssi: { value: -61 },
    firmware: { version: "1.2.3", compatible: true },
  });
  expect((await scene.take(firmware("2.0"), T).node()).firmware?.compatible).toBe(false);
});

test("listeners learn what changed, and nothing of an outdated sample", () => {
  const scene = new Scene();
  const fields: StateChange["field"][] = [];
  const stop = scene.state.onChange(({ field }) => fields.push(field));
  scene
    .take(birth(T), T)
    .take(power(1, T), T)
    .take(power(2, T - 1), T, { timeMs: T - 1 });
  stop();
  scene.take(will(), T);
  expect(fields).toEqual(["online", "metrics"]);
});

test("homes and nodes are listed in order, with how many are online", async () => {
  const { state } = new Scene()
    .take(birth(T, { homeId: "b", nodeId: "n2" }), T)
    .take(will({ homeId: "b", nodeId: "n1" }), T)
    .take(birth(T, { homeId: "a", nodeId: "n9" }), T);
  expect(await state.homes()).toEqual([
    { homeId: "a", nodes: 1, online: 1 },
    { homeId: "b", nodes: 2, online: 1 },
  ]);
  expect((await state.nodes("b")).map(({ nodeId }) => nodeId)).toEqual(["n1", "n2"]);
  expect(await state.nodes("nowhere")).toEqual([]);
});

test("ever new names do not fill the memory", async () => {
  const state = new MemoryState(2);
  const observe = (nodeId: string): boolean =>
    state.observe({
      message: { ...birth(T, { nodeId }), timestampMs: T } as never,
      timeMs: T,
      arrivalMs: T,
      retained: false,
    });
  expect(["n1", "n2", "n3", "n1"].map(observe)).toEqual([true, true, false, true]);
});
