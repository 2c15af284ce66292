import { connect } from "node:net";
import { formatTimestamp } from "@homesync/protocol";
import { describe, expect, test, vi } from "vitest";
import { HOME, NODE, power } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { type Answer, type AskOptions, runningBridge } from "./support/running-bridge.ts";

const homePath = `/api/v1/homes/${HOME}`;
const nodePath = `${homePath}/nodes/${NODE}`;
const relayPath = `${nodePath}/commands/relay`;

/** A bridge that knows one node of one home. */
async function bridgeWithNode(...args: Parameters<typeof runningBridge>) {
  const running = await runningBridge(...args);
  const node = await PlayedNode.connect(running.bridge.brokerUrl);
  await vi.waitFor(async () => expect((await running.ask(nodePath)).status).toBe(200), { timeout: 5_000 });
  return { ...running, node };
}

function expectProblem(answer: Answer, status: number, code: string): void {
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ status, code, type: `urn:homesync:problem:${code}` });
  expect(answer.body.title).toEqual(expect.any(String));
  expect(answer.body.detail).toEqual(expect.any(String));
  expect(answer.status).toBe(status);
  expect(answer.text).not.toMatch(/\bat \w+.*:\d+:\d+|node_modules|\.ts\b/);
}

describe("who may do what", () => {
  test("REQ-009 Backend-mediated communication: nothing but health is answered without a token", async () => {
    const { ask } = await bridgeWithNode();
    const none: AskOptions = { authorization: null };
    for (const path of [
      "/api/v1/homes",
      homePath,
      `${homePath}/nodes`,
      nodePath,
      "/nothing",
      "/api/v1/nothing",
    ]) {
      const answer = await ask(path, none);
      expectProblem(answer, 401, "unauthorized");
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="homesync"');
    }
    expectProblem(
      await ask(relayPath, { ...none, method: "POST", body: { action: "on" } }),
      401,
      "unauthorized",
    );
    expect((await ask("/healthz", none)).body).toEqual({ status: "ok" });
    expect((await ask("/readyz", none)).body).toEqual({
      status: "ready",
      broker: "connected",
      store: "ok",
      log: "ok",
    });
  });

  test.each(["Basic bWU6aGk=", "Bearer", "Bearer a b", "Bearer nonsense", "Bearer a.b.c"])(
    "authorization %s is refused",
    async (authorization) => {
      const { ask } = await runningBridge();
      expectProblem(await ask("/api/v1/homes", { authorization }), 401, "unauthorized");
    },
  );

  test("a token of another bridge is refused, and the challenge says that it is invalid", async () => {
    const [mine, other] = [await runningBridge(), await runningBridge()];
    const token = await other.bridge.issueToken({ homes: "*", role: "admin" });
    const answer = await mine.ask("/api/v1/homes", { authorization: `Bearer ${token}` });
    expectProblem(answer, 401, "unauthorized");
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  test("viewers read and do not command; operators and admins do both", async () => {
    const { ask, node } = await bridgeWithNode();
    for (const role of ["viewer", "operator", "admin"] as const) {
      expect((await ask(nodePath, { role, homes: [HOME] })).status).toBe(200);
    }
    const command = { method: "POST", body: { action: "explode" }, homes: [HOME] };
    expectProblem(await ask(relayPath, { ...command, role: "viewer" }), 403, "forbidden");
    // Past the check of the role: the command itself is what is wrong.
    expectProblem(await ask(relayPath, { ...command, role: "operator" }), 400, "invalid_command");
    expectProblem(await ask(relayPath, { ...command, role: "admin" }), 400, "invalid_command");
    expect(node.commands).toEqual([]);
  });

  test("another home cannot be told from one that does not exist", async () => {
    const { ask, node } = await bridgeWithNode();
    const stranger = { homes: ["home-2"], role: "admin" } as const;
    for (const suffix of ["/nodes", `/nodes/${NODE}`, `/nodes/${NODE}/history?metric=power`]) {
      const theirs = await ask(`/api/v1/homes/${HOME}${suffix}`, stranger);
      const nowhere = await ask(`/api/v1/homes/no-such-home${suffix}`, stranger);
      expectProblem(theirs, 404, "unknown_home");
      expect(theirs.body).toEqual(nowhere.body);
    }
    expectProblem(
      await ask(relayPath, { ...stranger, method: "POST", body: { action: "on" } }),
      404,
      "unknown_home",
    );
    expect((await ask("/api/v1/homes", stranger)).body).toEqual({ homes: [] });
    expect(node.commands).toEqual([]);
  });
});

test("homes and nodes are listed", async () => {
  const { ask } = await bridgeWithNode();
  expect((await ask("/api/v1/homes", { homes: [HOME] })).body).toEqual({
    homes: [{ home_id: HOME, nodes: 1, online: 1 }],
  });
  const { body, headers } = await ask(`${homePath}/nodes`);
  expect(body).toMatchObject({
    home_id: HOME,
    nodes: [{ node_id: NODE, online: true, relay: null, metrics: {} }],
  });
  expect(headers.get("cache-control")).toBe("no-store");
});

describe("history", () => {
  const start = Date.now() - 600_000;
  const at = (seconds: number): string => formatTimestamp(start + seconds * 1_000);

  async function bridgeWithHistory() {
    const running = await bridgeWithNode();
    for (const seconds of [0, 30, 60, 90]) await running.node.say(power(seconds, start + seconds * 1_000));
    await vi.waitFor(() => expect(running.bridge.stats().stored).toBe(4), { timeout: 5_000 });
    const points = async (query: string) =>
      (await running.ask(`${nodePath}/history?metric=power&${query}`)).body;
    return { ...running, points };
  }

  test("the last hour, in order, unless asked otherwise", async () => {
    const { points } = await bridgeWithHistory();
    expect(await points("")).toMatchObject({
      metric: "power",
      unit: "W",
      more: false,
      points: [0, 30, 60, 90].map((value) => ({ timestamp: at(value), value, quality: 100 })),
    });
  });

  test("range, order and limit, and whether there is more", async () => {
    const { points } = await bridgeWithHistory();
    const values = (body: { points: { value: number }[] }): number[] => body.points.map(({ value }) => value);
    const range = await points(`from=${at(30)}&to=${at(90)}`);
    expect([values(range), range.more]).toEqual([[30, 60], false]);
    const newest = await points("order=desc&limit=1");
    expect([values(newest), newest.more]).toEqual([[90], true]);
  });

  test("windows of time", async () => {
    const { points } = await bridgeWithHistory();
    const windows: { count: number }[] = (await points("every=1d")).points;
    expect(windows.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(windows[0]).toMatchObject({ mean: expect.any(Number), min: 0, max: expect.any(Number) });
  });

  test.each([
    ["", /metric/],
    ["metric=speed", /metric/],
    ["metric=power&limit=0", /limit/],
    ["metric=power&limit=10001", /limit/],
    ["metric=power&from=yesterday", /from/],
    ["metric=power&from=2026-02-30T00:00:00Z", /from is not a day/],
    ["metric=power&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", /from must lie before to/],
    ["metric=power&every=5", /every/],
    ["metric=power&every=1d&from=2020-01-01T00:00:00Z", /92 days/],
    ["metric=power&colour=red", /./],
  ])("?%s is not valid", async (query, message) => {
    const { ask } = await bridgeWithNode();
    const answer = await ask(`${nodePath}/history?${query}`);
    expectProblem(answer, 400, "invalid_request");
    expect(answer.body.detail).toMatch(message);
  });

  test("of a node that nobody heard of", async () => {
    const { ask } = await bridgeWithNode();
    expectProblem(await ask(`${homePath}/nodes/nobody/history?metric=power`), 404, "unknown_node");
  });
});

describe("requests that cannot be answered", () => {
  test.each([
    ["GET", "/api/v1/nothing", undefined, 404, "not_found"],
    ["PATCH", nodePath, undefined, 404, "not_found"],
    ["DELETE", nodePath, undefined, 403, "forbidden"],
    ["GET", `${homePath}/nodes/nobody`, undefined, 404, "unknown_node"],
    ["GET", "/api/v1/homes/a%2Fb/nodes", undefined, 400, "invalid_request"],
    ["GET", "/api/v1/homes/%E0%A4%A/nodes", undefined, 400, "invalid_request"],
    ["GET", `/api/v1/homes/${"x".repeat(65)}/nodes`, undefined, 400, "invalid_request"],
    ["POST", `${nodePath}/commands/reboot`, { action: "on" }, 404, "not_found"],
    ["POST", relayPath, "{", 400, "invalid_request"],
    ["POST", relayPath, "[]", 400, "invalid_request"],
    ["POST", relayPath, '{"action":"on","__proto__":{"role":"admin"}}', 400, "invalid_request"],
    ["POST", relayPath, {}, 400, "invalid_request"],
    ["POST", relayPath, { action: 7 }, 400, "invalid_request"],
    ["POST", relayPath, { action: "on", request_id: "mine" }, 400, "invalid_command"],
    ["POST", relayPath, { action: "on", padding: "x".repeat(5_000) }, 413, "too_large"],
  ])("%s %s %s", async (method, path, body, status, code) => {
    const { ask } = await bridgeWithNode();
    expectProblem(await ask(path, { method, body }), status, code);
  });

  test("a body that is not JSON by its type", async () => {
    const { ask } = await bridgeWithNode();
    const headers = { "content-type": "text/plain" };
    expectProblem(
      await ask(relayPath, { method: "POST", body: "on", headers }),
      415,
      "unsupported_media_type",
    );
  });

  test("what is not HTTP, and endless headers", async () => {
    const { bridge } = await runningBridge();
    const { port } = new URL(bridge.url);
    const say = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = "";
        const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
        socket.on("data", (data: Buffer) => {
          answer += data.toString();
        });
        socket.on("close", () => resolve(answer));
        socket.on("error", reject);
      });
    expect(await say("\x10\x20MQTT\r\n\r\n")).toMatch(/^HTTP\/1.1 400 .*problem\+json.*invalid_request/s);
    const endless = `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`;
    expect(await say(endless)).toMatch(/^HTTP\/1.1 431 /);
  });
});
