import { expect, test, vi } from "vitest";
import { BridgeProcess } from "./support/bridge-process.ts";
import { HostileClients } from "./support/hostile-clients.ts";
import { HOME, NODE, power } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";

const SECRET_NAME = "The-Fridge-Of-Somebody-Else";
const ROUNDS = 3;
/** Requests of the good client a phase. */
const REQUESTS = 150;
/** A tenth of them are of each kind. */
const HOSTILE_CLIENTS = 100;
/** How much more a request may cost the bridge under attack; measured is about 1. */
const MAX_RATIO = 2.5;
const eventually = { timeout: 60_000, interval: 100 };

/** Pseudo-random numbers that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Phase {
  /** CPU-seconds of the bridge for a request, of whomever. */
  readonly cpuPerRequest: number;
  /** The longest that the good client waited, ms. */
  readonly maxWaitMs: number;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

test("a hundred hostile clients get nothing and slow nobody", { timeout: 180_000 }, async () => {
  const bridge = await BridgeProcess.start({
    // Nobody is sent away for asking often: each request has its full effect.
    HOMESYNC_HTTP_REQUESTS_PER_TOKEN: "1000000",
    HOMESYNC_HTTP_REQUESTS_PER_ADDRESS: "1000000",
    HOMESYNC_LOG_LEVEL: "warn",
  });
  const node = await PlayedNode.connect(bridge.brokerUrl);
  await node.say(power(7));
  const path = `/api/v1/homes/${HOME}/nodes/${NODE}`;
  const headers = {
    authorization: `Bearer ${await bridge.issueToken({ homes: [HOME], role: "admin" })}`,
    "content-type": "application/json",
  };
  const named = await fetch(`${bridge.url}${path}`, {
    method: "PUT",
    headers,
    body: `{"name":"${SECRET_NAME}"}`,
  });
  expect(named.status).toBeLessThan(300);

  /** The good client's requests, one after another; each must succeed. */
  async function phase(): Promise<Phase> {
    const before = await bridge.metrics();
    let maxWaitMs = 0;
    for (let count = 0; count < REQUESTS; count += 1) {
      const startMs = performance.now();
      const answer = await fetch(`${bridge.url}${path}`, { headers, signal: AbortSignal.timeout(30_000) });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain(SECRET_NAME);
      maxWaitMs = Math.max(maxWaitMs, performance.now() - startMs);
    }
    const after = await bridge.metrics();
    const grown = (match: (name: string) => boolean): number => {
      const sum = (metrics: ReadonlyMap<string, number>): number =>
        [...metrics].reduce((total, [name, value]) => total + (match(name) ? value : 0), 0);
      return sum(after) - sum(before);
    };
    const cpu = grown((name) => name === "process_cpu_seconds_total");
    const requests = grown((name) => name.startsWith("homesync_http_request_duration_seconds_count"));
    return { cpuPerRequest: cpu / requests, maxWaitMs };
  }

  const token = await bridge.issueToken({ homes: ["home-2"], role: "admin" });
  const port = Number(new URL(bridge.url).port);
  const hostile = new HostileClients({ port, path, token }, seeded(1));
  // A first phase warms the compiler up.
  await phase();
  const fds = (await bridge.metrics()).get("process_open_fds") ?? 0;
  const [calm, attacked]: [Phase[], Phase[]] = [[], []];
  // In turn, so that whatever else the machine does meets both.
  for (let round = 0; round < ROUNDS; round += 1) {
    calm.push(await phase());
    hostile.start(HOSTILE_CLIENTS / 10);
    attacked.push(await phase());
    hostile.stop();
  }

  const ratio =
    median(attacked.map((one) => one.cpuPerRequest)) / median(calm.map((one) => one.cpuPerRequest));
  expect(ratio).toBeLessThan(MAX_RATIO);
  // A machine that is busy with something else slows a round down, the attack would slow them all.
  expect(Math.min(...attacked.map((one) => one.maxWaitMs))).toBeLessThan(1_000);
  expect(hostile.connections).toBeGreaterThan(HOSTILE_CLIENTS * ROUNDS);
  expect(hostile.received).toMatch(/HTTP\/1.1 401/);
  for (const secret of [SECRET_NAME, '"value":7', HOME, "root:x:", "dependencies"]) {
    expect(hostile.received).not.toContain(secret);
  }
  expect(node.commands).toEqual([]);
  expect(bridge.output()).not.toMatch(/"level":50|request failed/);
  // Nothing is left of them.
  await vi.waitFor(async () => {
    expect((await bridge.metrics()).get("process_open_fds")).toBeLessThanOrEqual(fds + 5);
  }, eventually);
});

test("who sends slowly is sent away: headers, bodies, and nothing at all", { timeout: 90_000 }, async () => {
  const bridge = await BridgeProcess.start();
  const port = Number(new URL(bridge.url).port);
  const { connect } = await import("node:net");
  const token = await bridge.issueToken({ homes: "*", role: "admin" });
  const { ATTACKS } = await import("./support/hostile-clients.ts");
  const target = { port, path: `/api/v1/homes/${HOME}/nodes/${NODE}`, token };
  await Promise.all(
    ["slowHeaders", "slowBodies", "silence"].map(async (kind) => {
      const socket = connect(port, "127.0.0.1", () => ATTACKS[kind]?.(socket, target, () => 1));
      socket.on("error", () => undefined);
      socket.resume();
      await vi.waitFor(() => expect(socket.closed).toBe(true), eventually);
    }),
  );
});
