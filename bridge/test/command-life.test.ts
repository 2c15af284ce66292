import type { MessageContent } from "@homesync/protocol";
import { describe, expect, test, vi } from "vitest";
import { Command } from "../src/commands/command.ts";
import { CommandBook } from "../src/commands/command-book.ts";
import { AUTHOR, address, commandScene, taken } from "./support/command-scene.ts";
import { birth, HOME, response, will } from "./support/messages.ts";

const progress = (requestId: string, percent: number): MessageContent => ({
  ...address,
  key: "response/ota",
  payload: { request_id: requestId, status: "in_progress", progress: percent },
});
const otaEnd = (requestId: string): MessageContent => ({
  ...address,
  key: "response/ota",
  payload: { request_id: requestId, status: "success", result: "1.2.3" },
});

describe("an update", () => {
  test("tells its progress until it has ended, also when the broker is lost meanwhile", async () => {
    const { submit, arrived, say, link, clock } = await commandScene();
    const command = await taken(submit({ key: "command/ota", body: { action: "cancel" } }));
    await arrived(1);
    await say(progress("request-1", 3));
    await command.answered;
    expect([command.phase, command.progress, command.end]).toEqual(["in_progress", 3, undefined]);
    await say(progress("request-1", 80));
    await vi.waitFor(() => expect(command.progress).toBe(80), { interval: 1 });
    expect(clock.delays).toEqual([900_000]);
    await say(otaEnd("request-1"));
    expect(await command.ended).toMatchObject({ kind: "confirmed", result: "1.2.3", attempts: 1 });
    expect(link.status.state).toBe("connected");
  });

  test("of which nothing is heard for a quarter of an hour is given up", async () => {
    const { submit, arrived, say, clock, waitsFor } = await commandScene();
    const command = await taken(submit({ key: "command/ota", body: { action: "cancel" } }));
    await arrived(1);
    await say(progress("request-1", 3));
    await waitsFor(900_000);
    clock.advance(900_000);
    expect(await command.ended).toMatchObject({ kind: "timed_out" });
  });
});

describe("a command that may wait", () => {
  const queueMs = 60_000;

  test("is sent when its node comes online, with the time of then", async () => {
    const { submit, arrived, say, received, clock } = await commandScene();
    await say(will());
    const command = await taken(submit({ queueMs }));
    expect(command.phase).toBe("queued");
    expect(received).toEqual([]);
    clock.advance(50_000);
    await say(birth());
    await arrived(1);
    expect(received[0]?.payload.timestamp).toBe("2026-03-01T12:00:50.000Z");
    await say(response({ request_id: "request-1", status: "success", result: "on" }));
    expect(await command.ended).toMatchObject({ kind: "confirmed", attempts: 1 });
  });

  test("is sent when the broker is back", async () => {
    const { submit, arrived, link, start, say } = await commandScene();
    await link.close();
    const command = await taken(submit({ queueMs }));
    expect(command.phase).toBe("queued");
    await start();
    await arrived(1);
    await say(response({ request_id: "request-1", status: "success", result: "on" }));
    expect(await command.ended).toMatchObject({ kind: "confirmed", attempts: 1 });
  });

  test("expires, and is not sent any more", async () => {
    const { submit, say, received, clock, waitsFor } = await commandScene();
    await say(will());
    const command = await taken(submit({ queueMs }));
    await waitsFor(queueMs);
    clock.advance(queueMs);
    expect(await command.ended).toEqual({ kind: "expired", requestId: "request-1", attempts: 0 });
    await say(birth());
    expect(received).toEqual([]);
  });

  test("waits for a node that was added and never heard of", async () => {
    const { submit, arrived, say, received } = await commandScene();
    const node = { homeId: HOME, nodeId: "registered" };
    const command = await taken(submit({ node, queueMs }));
    expect(await submit({ node })).toMatchObject({ kind: "node_offline" });
    await say(birth(undefined, node));
    await arrived(1);
    expect(received[0]).toMatchObject(node);
    await say(response({ request_id: command.requestId, status: "success", result: "on" }, node));
    expect(await command.ended).toMatchObject({ kind: "confirmed" });
  });
});

test("commands are found by their id at their node only, newest first, and the audit log has who and how", async () => {
  const { submit, arrived, say, commands, audited } = await commandScene();
  const first = await taken(submit());
  await arrived(1);
  await say(response({ request_id: "request-1", status: "success", result: "on" }));
  await first.ended;
  const second = await taken(
    submit({ key: "command/config", body: { action: "set", settings: { name: "hall" } } }),
  );
  await submit({ body: { action: "explode" } });
  expect(commands.book.find(address, "request-1")).toBe(first);
  expect(commands.book.find({ ...address, nodeId: "other" }, "request-1")).toBeUndefined();
  expect(commands.book.latest(address, 10)).toEqual([second, first]);
  expect(
    audited.map(({ by, event, outcome, details }) => [by, event, outcome, details["request_id"]]),
  ).toEqual([
    ["alice", "command/relay", "accepted", "request-1"],
    ["alice", "command/relay", "confirmed", "request-1"],
    ["alice", "command/config", "accepted", "request-2"],
    ["alice", "command/relay", "invalid", "request-3"],
  ]);
  expect(audited[2]?.details).toMatchObject({ action: "set", settings: "name" });
  expect(JSON.stringify(audited)).not.toContain("hall");
});

test("the oldest commands that have ended are forgotten", () => {
  const book = new CommandBook(2);
  const make = (id: string) =>
    new Command(id, { node: address, key: "command/relay", body: {}, by: AUTHOR }, 0);
  const [first, second, third, fourth] = ["1", "2", "3", "4"].map(make) as [
    Command,
    Command,
    Command,
    Command,
  ];
  first.ends({ kind: "timed_out", requestId: "1", attempts: 4 }, 0);
  for (const command of [first, second, third]) book.add(command, 0);
  expect(book.latest(address, 10)).toEqual([third, second]);
  second.ends({ kind: "timed_out", requestId: "2", attempts: 4 }, 0);
  book.add(fourth, 2 * 86_400_000);
  expect(book.latest(address, 10)).toEqual([fourth, third]);
});
