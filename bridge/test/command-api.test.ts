import { describe, expect, test, vi } from "vitest";
import { ManualClock } from "./support/manual-clock.ts";
import { HOME, NODE, response } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { type Answer, runningBridge } from "./support/running-bridge.ts";

const nodePath = `/api/v1/homes/${HOME}/nodes/${NODE}`;
const relayPath = `${nodePath}/commands/relay`;
const on = { method: "POST", body: { action: "on" } };
const eventually = { timeout: 20_000, interval: 5 };

/** A bridge with a node that confirms each command unless it is told to be silent. */
async function scene(config: Parameters<typeof runningBridge>[0] = {}) {
  const running = await runningBridge(config);
  const talks = { answers: true };
  const node = await PlayedNode.connect(running.bridge.brokerUrl, {}, ({ payload }) =>
    talks.answers ? response({ request_id: payload.request_id, status: "success", result: "on" }) : undefined,
  );
  await vi.waitFor(async () => expect((await running.ask(nodePath)).body.online).toBe(true), eventually);
  return { ...running, node, talks };
}

test("REQ-007 Handle device commands: what the API is told reaches the node, and its answer comes back", async () => {
  const { ask, node } = await scene();
  const answer = await ask(relayPath, on);
  expect(answer).toMatchObject({
    status: 200,
    body: { status: "confirmed", result: "on", command: "relay", action: "on", attempts: 1 },
  });
  expect(node.commands).toMatchObject([{ key: "command/relay", payload: { action: "on" } }]);
  const id = answer.body.request_id;
  expect(answer.headers.get("content-location")).toBe(`${nodePath}/commands/${id}`);
  expect((await ask(`${nodePath}/commands/${id}`)).body).toEqual(answer.body);
  expect((await ask(`${nodePath}/commands`)).body).toEqual({ commands: [answer.body] });
});

test("REQ-005 Command acknowledgment: concurrent commands to one node do not mix", async () => {
  const { ask, node, talks } = await scene();
  talks.answers = false;
  const actions = ["on", "off", "toggle", "on", "off", "toggle"];
  const answers = actions.map((action) => ask(relayPath, { method: "POST", body: { action } }));
  await vi.waitFor(() => expect(node.commands).toHaveLength(actions.length), eventually);
  // Answered in the reverse order, each with the action that its request_id stood for.
  for (const { payload } of [...node.commands].reverse()) {
    await node.say(response({ request_id: payload.request_id, status: "success", result: payload.action }));
  }
  expect((await Promise.all(answers)).map(({ body }) => body.result)).toEqual(actions);
});

describe("who does not want to wait", () => {
  test("prefers respond-async: 202 and a URL with what became of it", async () => {
    const { ask, node, talks } = await scene();
    talks.answers = false;
    const answer = await ask(relayPath, { ...on, headers: { prefer: "respond-async" } });
    expect(answer).toMatchObject({ status: 202, body: { status: "sent" } });
    expect(answer.headers.get("preference-applied")).toBe("respond-async");
    const location = answer.headers.get("location") ?? "";
    await vi.waitFor(() => expect(node.commands).toHaveLength(1), eventually);
    await node.say(response({ request_id: answer.body.request_id, status: "success", result: "on" }));
    await vi.waitFor(async () => expect((await ask(location)).body.status).toBe("confirmed"), eventually);
  });

  test("prefers wait=0 and gets 202, or wait=30 and gets the outcome", async () => {
    const { ask, talks } = await scene();
    expect((await ask(relayPath, { ...on, headers: { prefer: "respond-async, wait=30" } })).status).toBe(200);
    talks.answers = false;
    expect((await ask(relayPath, { ...on, headers: { prefer: "wait=0" } })).status).toBe(202);
  });

  test("an update answers with its progress, and goes on", async () => {
    const { ask, node, talks } = await scene();
    talks.answers = false;
    const pending = ask(`${nodePath}/commands/ota`, { method: "POST", body: { action: "cancel" } });
    await vi.waitFor(() => expect(node.commands).toHaveLength(1), eventually);
    const requestId = node.commands[0]?.payload.request_id ?? "";
    const say = (payload: object) =>
      node.say({
        homeId: HOME,
        nodeId: NODE,
        key: "response/ota",
        payload: { request_id: requestId, ...payload },
      } as never);
    await say({ status: "in_progress", progress: 10 });
    const answer = await pending;
    expect(answer).toMatchObject({ status: 202, body: { status: "in_progress", progress: 10 } });
    const location = answer.headers.get("location") ?? "";
    await say({ status: "in_progress", progress: 60 });
    await vi.waitFor(async () => expect((await ask(location)).body.progress).toBe(60), eventually);
    await say({ status: "error", error: "wrong_hash", message: "not what was signed" });
    await vi.waitFor(
      async () =>
        expect((await ask(location)).body).toMatchObject({ status: "refused", reason: "wrong_hash" }),
      eventually,
    );
  });
});

describe("a node that is away", () => {
  test("refuses with 409, or gets it later where the caller asks for that", async () => {
    const { bridge, ask, node } = await scene();
    node.disappear();
    await vi.waitFor(async () => expect((await ask(nodePath)).body.online).toBe(false), eventually);
    expect(await ask(relayPath, on)).toMatchObject({ status: 409, body: { code: "node_offline" } });
    const queued = await ask(`${relayPath}?queue=5m`, on);
    expect(queued).toMatchObject({ status: 202, body: { status: "queued", attempts: 0 } });
    const back = await PlayedNode.connect(bridge.brokerUrl);
    await vi.waitFor(() => expect(back.commands).toHaveLength(1), eventually);
    expect(back.commands[0]?.payload.request_id).toBe(queued.body.request_id);
  });

  test.each(["5", "25h", "", "0s", "5m&queue=6m"])("queue=%s is not valid", async (queue) => {
    const { ask } = await scene();
    expect(await ask(`${relayPath}?queue=${queue}`, on)).toMatchObject({ status: 400 });
  });
});

describe("Idempotency-Key", () => {
  const key = (value: string) => ({ headers: { "idempotency-key": value } });

  test("the same key and body: the same answer, and the node hears it once", async () => {
    const { bridge, ask, node } = await scene();
    const authorization = `Bearer ${await bridge.issueToken({ homes: "*", role: "operator" })}`;
    const repeated = { ...on, ...key("a"), authorization };
    const [first, second] = await Promise.all([ask(relayPath, repeated), ask(relayPath, repeated)]);
    const third = await ask(relayPath, repeated);
    expect(second?.body).toEqual(first?.body);
    expect(third.body).toEqual(first?.body);
    expect(third.headers.get("idempotency-replayed")).toBe("true");
    expect(node.commands).toHaveLength(1);
    await ask(relayPath, { ...on, ...key("b"), authorization });
    expect(node.commands).toHaveLength(2);
  });

  test("another body is refused; another subject's key is another key", async () => {
    const { bridge, ask, node } = await scene();
    const token = async (subject: string) =>
      `Bearer ${await bridge.issueToken({ homes: "*", role: "operator", subject })}`;
    const [alice, bob] = [await token("alice"), await token("bob")];
    await ask(relayPath, { ...on, ...key("a"), authorization: alice });
    const off = { method: "POST", body: { action: "off" } };
    expect(await ask(relayPath, { ...off, ...key("a"), authorization: alice })).toMatchObject({
      status: 422,
      body: { code: "idempotency_key_reused" },
    });
    // The same person with a newer token.
    const again = await ask(relayPath, { ...on, ...key("a"), authorization: await token("alice") });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await ask(relayPath, { ...off, ...key("a"), authorization: bob })).status).toBe(200);
    expect(node.commands).toHaveLength(2);
  });

  test("what did nothing may be tried again", async () => {
    const { bridge, ask, node } = await scene();
    node.disappear();
    await vi.waitFor(async () => expect((await ask(nodePath)).body.online).toBe(false), eventually);
    const authorization = `Bearer ${await bridge.issueToken({ homes: "*", role: "operator" })}`;
    expect((await ask(relayPath, { ...on, ...key("a"), authorization })).status).toBe(409);
    await PlayedNode.connect(bridge.brokerUrl, {}, ({ payload }) =>
      response({ request_id: payload.request_id, status: "success", result: "on" }),
    );
    await vi.waitFor(async () => expect((await ask(nodePath)).body.online).toBe(true), eventually);
    expect((await ask(relayPath, { ...on, ...key("a"), authorization })).status).toBe(200);
  });
});

test("the audit log tells admins who did what and how it went, and holds no secret", async () => {
  const { bridge, ask } = await scene();
  const token = await bridge.issueToken({ homes: "*", role: "operator", subject: "alice" });
  const authorization = `Bearer ${token}`;
  const settings = { name: "a-private-name" };
  await ask(relayPath, { ...on, authorization });
  await ask(`${nodePath}/commands/config`, {
    method: "POST",
    body: { action: "set", settings },
    authorization,
  });
  await ask(`${nodePath}/commands/relay`, { method: "POST", body: { action: "explode" }, authorization });
  await ask(nodePath, { method: "PUT", body: { name: "Fridge" }, role: "admin" });
  expect((await ask("/api/v1/audit")).status).toBe(403);
  const { body, text } = await ask("/api/v1/audit", { role: "admin" });
  const lines = body.entries.map((entry: Record<string, string>) => `${entry["event"]} ${entry["outcome"]}`);
  expect(lines).toEqual([
    "registry/put added",
    "command/relay invalid",
    "command/config confirmed",
    "command/config accepted",
    "command/relay confirmed",
    "command/relay accepted",
  ]);
  expect(body.entries[4]).toMatchObject({
    by: "alice",
    home_id: HOME,
    node_id: NODE,
    timestamp: expect.stringMatching(/Z$/),
    details: { action: "on", attempts: 1 },
  });
  for (const secret of [token, "a-private-name"]) expect(text).not.toContain(secret);
  expect((await ask("/api/v1/audit", { role: "admin", homes: ["home-2"] })).body.entries).toEqual([]);
  const { timestamp } = body.entries[4];
  const older = (await ask(`/api/v1/audit?before=${timestamp}&limit=1`, { role: "admin" })).body.entries;
  expect(older.every((entry: { timestamp: string }) => entry.timestamp < timestamp)).toBe(true);
});

test("REQ-005 Command retry: the caller is told when no attempt was answered", async () => {
  const clock = new ManualClock(new Date().toISOString());
  const { ask, node, talks } = await scene({ clock });
  talks.answers = false;
  let answer: Answer | undefined;
  void ask(relayPath, on).then((given) => {
    answer = given;
  });
  await vi.waitFor(() => {
    clock.advance(1_000);
    expect(answer).toBeDefined();
  }, eventually);
  expect(answer).toMatchObject({ status: 504, body: { code: "command_timed_out", attempts: 4 } });
  await vi.waitFor(() => expect(node.commands).toHaveLength(4), eventually);
  expect(new Set(node.commands.map(({ payload }) => payload.request_id)).size).toBe(1);
});
