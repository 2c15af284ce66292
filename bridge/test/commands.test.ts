import { describe, expect, test } from "vitest";
import { address, commandScene } from "./support/command-scene.ts";
import { birth, HOME, response, will } from "./support/messages.ts";

test("REQ-005 Toggle device power: a command carries a request_id and the time, and the answer to that id confirms it", async () => {
  const { send, received, arrived, say, clock } = await commandScene();
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

test("REQ-005 Command retry: after 5 s it is tried again, three times, 1, 2 and 4 s later, with the same bytes", async () => {
  const { send, clock, raw, arrived, waitsFor } = await commandScene();
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
  const { send, clock, arrived, waitsFor, say, received } = await commandScene();
  const outcome = send();
  await arrived(1);
  clock.advance(5_000);
  await waitsFor(1_000);
  await say(response({ request_id: "request-1", status: "success", result: "on" }));
  expect(await outcome).toMatchObject({ kind: "confirmed", attempts: 1 });
  expect(received).toHaveLength(1);
});

test("a refusal is an answer and is not tried again", async () => {
  const { send, arrived, say, clock } = await commandScene();
  const outcome = send();
  await arrived(1);
  await say(
    response({ request_id: "request-1", status: "error", error: "too_soon", message: "switched 0.2 s ago" }),
  );
  expect(await outcome).toMatchObject({ kind: "refused", error: "too_soon", message: "switched 0.2 s ago" });
  expect(clock.delays).toEqual([]);
});

test("commands at the same time do not mix, and no node answers for another", async () => {
  const { send, arrived, say } = await commandScene();
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

describe("what is not sent", () => {
  test("a command to a node that nobody heard of", async () => {
    const { send } = await commandScene();
    expect(await send({ action: "on" }, "command/relay", { homeId: HOME, nodeId: "nobody" })).toEqual({
      kind: "unknown_node",
    });
  });

  test("one to a node that is offline", async () => {
    const { send, say, received } = await commandScene();
    await say(will());
    expect(await send()).toEqual({ kind: "node_offline", reason: "unexpected_disconnect" });
    expect(received).toEqual([]);
  });

  test("one without a broker", async () => {
    const { send, link } = await commandScene();
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
    const { send, received } = await commandScene();
    expect(await send(body, key)).toMatchObject({ kind: "invalid", error });
    expect(received).toEqual([]);
  });

  test("a ninth that would wait for the same node", async () => {
    const { send, arrived, commands } = await commandScene();
    const waiting = Array.from({ length: 8 }, () => send());
    await arrived(8);
    expect(await send()).toEqual({ kind: "too_many" });
    commands.close();
    expect(new Set((await Promise.all(waiting)).map(({ kind }) => kind))).toEqual(new Set(["stopped"]));
    expect(await send()).toMatchObject({ kind: "stopped", attempts: 0 });
  });
});
