import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Message } from "@homesync/protocol";
import { decode } from "@homesync/protocol";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { Events } from "../src/live/events.ts";
import { LiveClient } from "../src/live/live-client.ts";
import { LiveHub } from "../src/live/live-hub.ts";
import { Replay } from "../src/live/replay.ts";
import { Directory } from "../src/registry/directory.ts";
import { Registry } from "../src/registry/registry.ts";
import { MemoryState } from "../src/state/memory-state.ts";
import type { LiveMessage } from "./support/live-connection.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { HOME, power, wire } from "./support/messages.ts";

const eventually = { timeout: 30_000, interval: 5 };
const ACCESS = {
  homes: "*",
  role: "viewer",
  subject: "alice",
  tokenId: "token-1",
  keyId: "key-1",
  expiresMs: Number.POSITIVE_INFINITY,
} as const;

/** A hub over real sockets, whose state is changed and whose time is moved by hand. */
async function scene() {
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const state = new MemoryState();
  const registry = new Registry(":memory:", "open", clock);
  onTestFinished(() => registry.close());
  const hub = new LiveHub({
    directory: new Directory(state, registry),
    events: new Events(clock),
    stillHolds: async () => true,
    clock,
  });
  onTestFinished(() => hub.close());
  state.onChange((change) => hub.onStateChange(change));
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => void server.close());
  server.on("connection", (socket) => {
    const client = new LiveClient(socket, ACCESS);
    socket.on("close", () => hub.leave(client));
    void hub.join(client, [HOME], undefined);
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  async function connect() {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`);
    onTestFinished(() => socket.terminate());
    const messages: LiveMessage[] = [];
    let bytes = 0;
    socket.on("message", (data) => {
      bytes += String(data).length;
      messages.push(JSON.parse(String(data)));
    });
    await once(socket, "open");
    await vi.waitFor(() => expect(messages.some(({ type }) => type === "snapshot")).toBe(true), eventually);
    return { socket, messages, bytes: () => bytes };
  }

  /** A reading of each of `nodes` nodes, told at once. */
  function readings(nodes: number, value: number): void {
    for (let index = 0; index < nodes; index += 1) {
      const { topic, bytes } = wire(power(value, clock.now(), { nodeId: `node-${index}` }));
      const decoded = decode(topic, bytes);
      if (!decoded.ok) throw new Error(decoded.error.message);
      const message: Message = decoded.value;
      state.observe({ message, timeMs: clock.now(), arrivalMs: clock.now(), retained: false });
    }
    clock.advance(100);
  }
  return { clock, hub, connect, readings };
}

test("a client that does not read is bounded, told what it missed, and then has the latest", async () => {
  const { clock, hub, connect, readings } = await scene();
  const [slow, good] = [await connect(), await connect()];
  slow.socket.pause();
  const NODES = 400;
  let value = 0;
  // As much as the sockets of the machine hold, and the megabyte that the bridge grants.
  while (hub.missedFrames < 3) {
    value += 1;
    readings(NODES, value);
    const last = value;
    await vi.waitFor(
      () => expect(good.messages.at(-1)?.nodes?.[0].metrics.power.value).toBe(last),
      eventually,
    );
  }
  const missedAtLeast = hub.missedFrames;
  expect(good.messages.filter(({ type }) => type === "missed")).toEqual([]);
  slow.socket.resume();
  await vi.waitFor(() => {
    clock.advance(1_000);
    expect(slow.messages.some(({ type }) => type === "missed")).toBe(true);
  }, eventually);
  const told = slow.messages.findIndex(({ type }) => type === "missed");
  expect(slow.messages[told]).toMatchObject({ home_id: HOME, frames: missedAtLeast });
  await vi.waitFor(() => expect(slow.messages[told + 1]).toBeDefined(), eventually);
  const { type, nodes } = slow.messages[told + 1];
  expect(type).toBe("snapshot");
  expect(nodes).toHaveLength(NODES);
  expect(nodes[0].metrics.power.value).toBe(value);
});

test("a client that does not read for a minute is sent away", async () => {
  const { clock, hub, connect, readings } = await scene();
  const slow = await connect();
  slow.socket.pause();
  while (hub.missedFrames < 1) {
    readings(400, clock.now() % 1_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let second = 0; second <= 61; second += 1) clock.advance(1_000);
  slow.socket.resume();
  await once(slow.socket, "close");
  await vi.waitFor(() => expect(hub.clients).toBe(0), eventually);
});

test("only the metrics that changed are told", async () => {
  const { connect, readings } = await scene();
  const live = await connect();
  readings(2, 1);
  await vi.waitFor(() => expect(live.messages.at(-1)?.nodes).toHaveLength(2), eventually);
  readings(1, 2);
  await vi.waitFor(() => expect(live.messages.at(-1)?.nodes).toHaveLength(1), eventually);
  expect(live.messages.at(-1).nodes[0]).toMatchObject({
    node_id: "node-0",
    metrics: { power: { value: 2 } },
  });
});

test("a node that falls silent is told as stale", async () => {
  const { clock, connect, readings } = await scene();
  const live = await connect();
  readings(1, 1);
  for (let period = 0; period < 8; period += 1) {
    clock.advance(25_000);
    await vi.waitFor(
      () => expect(live.messages.filter(({ type }) => type === "heartbeat")).toHaveLength(period + 1),
      eventually,
    );
    await new Promise((resolve) => live.socket.ping("", true, resolve));
    await once(live.socket, "pong");
  }
  clock.advance(100);
  await vi.waitFor(
    () => expect(live.messages.some(({ nodes }) => nodes?.[0]?.stale === true)).toBe(true),
    eventually,
  );
});

test("frames are kept up to a bound; who was away for longer gets a snapshot", () => {
  const replay = new Replay(10);
  expect(replay.after(9)).toBeUndefined();
  for (let seq = 11; seq <= 700; seq += 1) replay.add({ seq, bytes: Buffer.alloc(1) });
  expect(replay.after(10)).toBeUndefined();
  expect(replay.after(690)?.map(({ seq }) => seq)).toEqual([
    691, 692, 693, 694, 695, 696, 697, 698, 699, 700,
  ]);
  replay.add({ seq: 701, bytes: Buffer.alloc(256 * 1_024) });
  expect(replay.bytes).toBe(256 * 1_024);
  expect(replay.after(700)).toHaveLength(1);
});
