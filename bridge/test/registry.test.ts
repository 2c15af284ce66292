import { join } from "node:path";
import { connectAsync } from "mqtt";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { IdentityWatch } from "../src/registry/identity-watch.ts";
import { Registry } from "../src/registry/registry.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { HOME, NODE, power } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const nodePath = `/api/v1/homes/${HOME}/nodes/${NODE}`;
const eventually = { timeout: 20_000, interval: 5 };
const admin = { role: "admin" } as const;
const put = (name?: string) => ({ method: "PUT", body: name === undefined ? {} : { name }, ...admin });

describe("the registry", () => {
  test("adds and renames nodes, lists them before they are heard of, and outlives a restart", async () => {
    const dataDirectory = await temporaryDirectory();
    const first = await runningBridge({ dataDirectory });
    expect(await first.ask(nodePath, put())).toMatchObject({
      status: 201,
      body: { name: "", registered: true, online: null, last_seen: null },
    });
    expect((await first.ask(nodePath, put("Fridge"))).status).toBe(200);
    expect((await first.ask(nodePath, put())).body.name).toBe("Fridge");
    await first.bridge.close();
    const second = await runningBridge({ dataDirectory });
    expect((await second.ask("/api/v1/homes")).body.homes).toEqual([{ home_id: HOME, nodes: 1, online: 0 }]);
    const { nodes } = (await second.ask(`/api/v1/homes/${HOME}/nodes`)).body;
    expect(nodes).toMatchObject([{ node_id: NODE, name: "Fridge", registered: true }]);
  });

  test("is changed by admins only, and not in other homes", async () => {
    const { ask } = await runningBridge();
    for (const method of ["PUT", "DELETE"]) {
      const body = method === "PUT" ? { name: "mine" } : undefined;
      expect((await ask(nodePath, { method, body, role: "operator" })).status).toBe(403);
      expect((await ask(nodePath, { method, body, ...admin, homes: ["home-2"] })).status).toBe(404);
    }
    expect((await ask(nodePath)).status).toBe(404);
  });

  test.each([{ name: 7 }, { name: "x".repeat(65) }, { name: "line\nfeed" }, { nmae: "typo" }])(
    "%o is not valid",
    async (body) => {
      const { ask } = await runningBridge();
      expect((await ask(nodePath, { method: "PUT", body, ...admin })).status).toBe(400);
    },
  );

  test("REQ-003 Wildcard subscriptions: in the mode registered, messages of other nodes are not taken in, and who sent them is listed", async () => {
    const { bridge, ask } = await runningBridge({ registry: "registered" });
    const node = await PlayedNode.connect(bridge.brokerUrl);
    await node.say(power(5));
    await vi.waitFor(() => expect(bridge.stats().notRegistered).toBe(2), eventually);
    expect((await ask(nodePath)).status).toBe(404);
    const { body } = await ask("/api/v1/unknown-nodes", admin);
    expect(body).toMatchObject({
      mode: "registered",
      nodes: [{ home_id: HOME, node_id: NODE, messages: 2 }],
    });
    expect((await ask("/api/v1/unknown-nodes", { ...admin, homes: ["home-2"] })).body.nodes).toEqual([]);

    await ask(nodePath, put("Fridge"));
    await node.say(power(6));
    await vi.waitFor(async () => expect((await ask(nodePath)).body.metrics.power.value).toBe(6), eventually);
    expect((await ask("/api/v1/unknown-nodes", admin)).body.nodes).toEqual([]);
  });

  test("removing a node clears what the broker keeps of it, and says how its session ends", async () => {
    const { bridge, ask } = await runningBridge();
    const node = await PlayedNode.connect(bridge.brokerUrl);
    await vi.waitFor(async () => expect((await ask(nodePath)).body.online).toBe(true), eventually);
    await ask(nodePath, put("Fridge"));
    const { status, body } = await ask(nodePath, { method: "DELETE", ...admin });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        cleared_topics: ["online", "relay", "firmware"].map(
          (name) => `homesync/${HOME}/nodes/${NODE}/status/${name}`,
        ),
        session: {
          client_id: `homesync_${HOME}_${NODE}_{random}`,
          how_to_end: expect.stringMatching(/clean session/),
        },
        comes_back: true,
      },
    });
    expect((await ask(nodePath)).status).toBe(404);
    expect((await ask(nodePath, { method: "DELETE", ...admin })).status).toBe(404);

    const kept: string[] = [];
    const witness = await connectAsync(bridge.brokerUrl, { reconnectPeriod: 0 });
    onTestFinished(() => void witness.end(true));
    witness.on("message", (topic) => kept.push(topic));
    await witness.subscribeAsync("homesync/#", { qos: 1 });
    // In order on one connection: had the broker kept something, it would have come before.
    await node.say(power(1));
    await vi.waitFor(() => expect(kept).toHaveLength(1), eventually);
    expect(kept[0]).toMatch(/power$/);
  });

  test("a file that cannot be used is told", async () => {
    const clock = new ManualClock("2026-03-01T12:00:00Z");
    const missing = join(await temporaryDirectory(), "no", "such", "registry.sqlite");
    expect(() => new Registry(missing, "open", clock)).toThrow(/registry.sqlite cannot be opened/);
  });
});

describe("two nodes with one identity", () => {
  test("at the embedded broker: two clients whose ids differ in the random part", async () => {
    const { bridge, ask } = await runningBridge();
    for (const random of ["aaaa", "bbbb"]) {
      const clientId = `homesync_${HOME}_${NODE}_${random}`;
      const client = await connectAsync(bridge.brokerUrl, { clientId, reconnectPeriod: 0 });
      onTestFinished(() => void client.end(true));
    }
    await vi.waitFor(async () => {
      const { events } = (await ask("/api/v1/events")).body;
      expect(events.map(({ type }: { type: string }) => type)).toContain("node.identity_conflict");
    }, eventually);
  });

  /** What is reported when these chips are told, one an hour. */
  function reported(chips: readonly string[]): number {
    const clock = new ManualClock("2026-03-01T12:00:00Z");
    let count = 0;
    const watch = new IdentityWatch(clock, () => {
      count += 1;
    });
    for (const chip of chips) {
      watch.chip({ homeId: HOME, nodeId: NODE }, chip);
      clock.advance(60_000);
    }
    return count;
  }

  test.each([
    ["elsewhere: two chips that report in turn", ["a", "b", "a", "b"], 1],
    ["not one that restarts", ["a", "a", "a"], 0],
    ["nor one that was replaced", ["a", "b", "b"], 0],
  ])("%s", (_name, chips, count) => expect(reported(chips)).toBe(count));

  test("one that reconnects with its id is one", () => {
    const watch = new IdentityWatch(new ManualClock("2026-03-01T12:00:00Z"), () => {
      throw new Error("reported");
    });
    watch.client("homesync_a_b_1", true);
    watch.client("homesync_a_b_1", false);
    watch.client("homesync_a_b_1", true);
    watch.client("homesync_a_b_2_c", true);
    watch.client("another", true);
  });
});
