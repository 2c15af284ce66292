import { type Broker, startBroker } from "@homesync/broker";
import { decode, type Message, type MessageContent } from "@homesync/protocol";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { CommandService } from "../src/commands/command-service.ts";
import type { CommandKey } from "../src/commands/compose.ts";
import { EmbeddedLink } from "../src/link/embedded-link.ts";
import { MemoryState } from "../src/state/memory-state.ts";
import { capturedLog } from "./support/captured-log.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { birth, HOME, NODE, response, will, wire } from "./support/messages.ts";

type Command = Extract<Message, { key: `command/${string}` }>;
const address = { homeId: HOME, nodeId: NODE };

/** The command service on a real broker, with time moved by hand, and what nodes receive. */
async function scene() {
  const broker: Broker = await startBroker();
  onTestFinished(() => broker.close());
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const link = new EmbeddedLink(broker, clock);
  const state = new MemoryState();
  let ids = 0;
  const newRequestId = (): string => `request-${++ids}`;
  const commands = new CommandService({ link, state, clock, newRequestId, log: capturedLog().log });
  await link.start({
    onMessage({ topic, payload, retained }) {
      const decoded = decode(topic, payload);
      if (!decoded.ok) throw new Error(decoded.error.message);
      const message = decoded.value;
      state.observe({ message, timeMs: clock.now(), arrivalMs: clock.now(), retained });
      if (message.key === "response/command" || message.key === "response/ota") commands.onResponse(message);
    },
    onGroupEnd(acknowledge) {
      acknowledge();
      return true;
    },
    onStatus: () => undefined,
  });

  const received: Command[] = [];
  const raw: string[] = [];
  await broker.subscribe(["homesync/+/nodes/+/command/+"], (topic, payload) => {
    const decoded = decode(topic, payload);
    if (!decoded.ok) throw new Error(decoded.error.message);
    received.push(decoded.value as Command);
    raw.push(Buffer.from(payload).toString());
  });
  const say = async (message: MessageContent): Promise<void> => {
    const { topic, bytes, qos, retain } = wire(message);
    await broker.publish(topic, bytes, { qos, retain });
  };
  await say(birth());

  const send = (
    body: Record<string, unknown> = { action: "on" },
    key: CommandKey = "command/relay",
    node = address,
  ) => commands.send({ node, key, body });
  const arrived = (count: number): Promise<void> =>
    vi.waitFor(() => expect(received).toHaveLength(count), { interval: 1 });
  const waitsFor = (ms: number): Promise<void> =>
    vi.waitFor(() => expect(clock.delays).toEqual([ms]), { interval: 1 });
  return { broker, clock, link, commands, say, send, received, raw, arrived, waitsFor };
}

test("REQ-005: a command carries a request_id and the time, and the answer to that id confirms it", async () => {
  const { send, received, arrived, say, clock } = await scene();
  const outcome = send({ action: "toggle" });
  await arrived(1);
  expect(received[0]).toMatchObject({
    ...address,
    key: "command/relay",
    payload: { action: "toggle", request_id: "request-1", timestamp: "2026-03-01T12:00:00.000Z" },
  });
  await say(response({ request_id: "another", status: "success", result: "off" }));
  await say(
    response({ request_id: "request-1", status: "success", result: "on", timestamp: "2026-03-01T12:00:01Z" }),
  );
  expect(await outcome).toEqual({
    kind: "confirmed",
    requestId: "request-1",
    attempts: 1,
    result: "on",
    timestampMs: Date.parse("2026-03-01T12:00:01Z"),
  });
  expect(clock.delays).toEqual([]);
});

test("REQ-005: after 5 s it is tried again, three times, 1, 2 and 4 s later, with the same bytes", async () => {
  const { send, clock, raw, arrived, waitsFor } = await scene();
  const outcome = send();
  for (const [attempt, waitMs] of [1_000, 2_000, 4_000].entries()) {
    await arrived(attempt + 1);
    await waitsFor(5_000);
    clock.advance(4_999);
    expect(clock.delays).toEqual([1]);
    clock.advance(1);
    await waitsFor(waitMs);
    clock.advance(waitMs);
  }
  await arrived(4);
  await waitsFor(5_000);
  clock.advance(5_000);
  expect(await outcome).toEqual({ kind: "timed_out", requestId: "request-1", attempts: 4 });
  expect(new Set(raw).size).toBe(1);
});

test("an answer that comes late, between two attempts, is an answer", async () => {
  const { send, clock, arrived, waitsFor, say, received } = await scene();
  const outcome = send();
  await arrived(1);
  clock.advance(5_000);
  await waitsFor(1_000);
  await say(response({ request_id: "request-1", status: "success", result: "on" }));
  expect(await outcome).toMatchObject({ kind: "confirmed", attempts: 1 });
  expect(received).toHaveLength(1);
});

test("a refusal is an answer and is not tried again", async () => {
  const { send, arrived, say, clock } = await scene();
  const outcome = send();
  await arrived(1);
  await say(
    response({ request_id: "request-1", status: "error", error: "too_soon", message: "switched 0.2 s ago" }),
  );
  expect(await outcome).toMatchObject({ kind: "refused", error: "too_soon", message: "switched 0.2 s ago" });
  expect(clock.delays).toEqual([]);
});

test("commands at the same time do not mix, and no node answers for another", async () => {
  const { send, arrived, say } = await scene();
  const other = { homeId: HOME, nodeId: "node-2" };
  await say(birth(undefined, other));
  const outcomes = [
    send({ action: "on" }),
    send({ action: "off" }),
    send({ action: "on" }, "command/relay", other),
  ];
  await arrived(3);
  await say(response({ request_id: "request-3", status: "success", result: "wrong node" }));
  await say(response({ request_id: "request-2", status: "success", result: "off" }));
  await say(response({ request_id: "request-3", status: "success", result: "on" }, other));
  await say(response({ request_id: "request-1", status: "success", result: "on" }));
  expect(await Promise.all(outcomes)).toMatchObject([
    { requestId: "request-1", result: "on" },
    { requestId: "request-2", result: "off" },
    { requestId: "request-3", result: "on" },
  ]);
});

test("an update that is under way answers with its progress", async () => {
  const { send, arrived, say } = await scene();
  const outcome = send({ action: "cancel" }, "command/ota");
  await arrived(1);
  await say({
    ...address,
    key: "response/ota",
    payload: { request_id: "request-1", status: "in_progress", progress: 3 },
  });
  expect(await outcome).toMatchObject({ kind: "in_progress", progress: 3 });
});

describe("what is not sent", () => {
  test("a command to a node that nobody heard of", async () => {
    const { send } = await scene();
    expect(await send({ action: "on" }, "command/relay", { homeId: HOME, nodeId: "nobody" })).toEqual({
      kind: "unknown_node",
    });
  });

  test("one to a node that is offline", async () => {
    const { send, say, received } = await scene();
    await say(will());
    expect(await send()).toEqual({ kind: "node_offline", reason: "unexpected_disconnect" });
    expect(received).toEqual([]);
  });

  test("one without a broker", async () => {
    const { send, link } = await scene();
    await link.close();
    expect(await send()).toEqual({ kind: "broker_offline", requestId: "request-1", attempts: 0 });
  });

  test.each([
    [{ action: "explode" }, "command/relay", { code: "unknown_action", field: "action" }],
    [{ action: "set", settings: { colour: 1 } }, "command/config", { code: "unknown_setting" }],
    [{ action: "blink", count: 1e9 }, "command/led", { code: "out_of_range", field: "count" }],
    [{ action: "blink", peroid_ms: 100 }, "command/led", { field: "peroid_ms" }],
    [{ action: "on", request_id: "mine" }, "command/relay", { field: "request_id" }],
    [{ action: "on", timestamp: "2020-01-01T00:00:00Z" }, "command/relay", { field: "timestamp" }],
  ] as const)("%o", async (body, key, error) => {
    const { send, received } = await scene();
    expect(await send(body, key)).toMatchObject({ kind: "invalid", error });
    expect(received).toEqual([]);
  });

  test("a ninth that would wait for the same node", async () => {
    const { send, arrived, commands } = await scene();
    const waiting = Array.from({ length: 8 }, () => send());
    await arrived(8);
    expect(await send()).toEqual({ kind: "too_many" });
    commands.close();
    expect(new Set((await Promise.all(waiting)).map(({ kind }) => kind))).toEqual(new Set(["stopped"]));
    expect(await send()).toMatchObject({ kind: "stopped", attempts: 0 });
  });
});
