import { startBroker } from "@homesync/broker";
import { describe, expect, test, vi } from "vitest";
import { rotateSigningKeys } from "../src/auth/signing-keys.ts";
import { LiveConnection } from "./support/live-connection.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { HOME, NODE, power } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const eventually = { timeout: 20_000, interval: 5 };
const relay = (state: "on" | "off") =>
  ({ homeId: HOME, nodeId: NODE, key: "status/relay", payload: { state, cause: "button" } }) as const;

/** A bridge that knows a node of one home. */
async function bridgeWithNode(...args: Parameters<typeof runningBridge>) {
  const running = await runningBridge(...args);
  const node = await PlayedNode.connect(running.bridge.brokerUrl);
  const path = `/api/v1/homes/${HOME}/nodes/${NODE}`;
  await vi.waitFor(async () => expect((await running.ask(path)).body.online).toBe(true), eventually);
  return { ...running, node };
}

describe("live updates", () => {
  test("REQ-007 Broadcast state changes: a snapshot of each home, then what changes in it", async () => {
    const { bridge, node } = await bridgeWithNode();
    const live = await LiveConnection.open(bridge);
    const snapshot = await live.received(({ type }) => type === "snapshot");
    expect(snapshot).toMatchObject({ home_id: HOME, nodes: [{ node_id: NODE, online: true, metrics: {} }] });
    expect(live.messages[0]).toMatchObject({ type: "hello", heartbeat_s: 25 });

    await node.say(relay("on"));
    const change = await live.received(
      ({ type, nodes }) => type === "changes" && nodes[0].relay !== undefined,
    );
    expect(change).toMatchObject({ home_id: HOME, nodes: [{ node_id: NODE, relay: { state: "on" } }] });
    expect(change.nodes[0]).not.toHaveProperty("firmware");

    await node.say(power(125.5));
    const reading = await live.received(({ nodes }) => nodes?.[0].metrics?.power !== undefined);
    expect(reading.nodes[0].metrics).toMatchObject({ power: { value: 125.5, unit: "W" } });

    node.disappear();
    await live.received(({ nodes, type }) => type === "changes" && nodes[0].online === false);
    const event = await live.received(({ type, event }) => type === "event" && event.type === "node.offline");
    expect(event.event).toMatchObject({ home_id: HOME, node_id: NODE, message: "unexpected_disconnect" });
  });

  test("REQ-009 Real-time updates: only of the homes that the token allows, and of those asked for", async () => {
    const { bridge, node } = await bridgeWithNode();
    const other = await PlayedNode.connect(bridge.brokerUrl, { homeId: "home-2" });
    const stranger = await LiveConnection.open(bridge, { grant: { homes: ["home-2"], role: "viewer" } });
    const narrow = await LiveConnection.open(bridge, { query: "?home=home-2" });
    await node.say(relay("on"));
    await other.say(power(7, undefined, { homeId: "home-2" }));
    for (const live of [stranger, narrow]) {
      await live.received(({ nodes }) => nodes?.[0]?.metrics?.power?.value === 7);
      expect(JSON.stringify(live.messages)).not.toContain(HOME);
    }
    const grant = { homes: ["home-2"], role: "viewer" } as const;
    await expect(LiveConnection.open(bridge, { grant, query: `?home=${HOME}` })).rejects.toThrow("404");
  });

  test("a home that appears later is told to those who see all", async () => {
    const { bridge } = await bridgeWithNode();
    const live = await LiveConnection.open(bridge);
    await PlayedNode.connect(bridge.brokerUrl, { homeId: "home-3" });
    await live.received(({ type, home_id }) => type === "snapshot" && home_id === "home-3");
  });

  test("after a short loss: what changed since, and nothing else", async () => {
    const { bridge, node } = await bridgeWithNode();
    const first = await LiveConnection.open(bridge);
    await first.received(({ type }) => type === "snapshot");
    await node.say(relay("on"));
    await first.received(({ type }) => type === "changes");
    const { cursor } = first;
    first.socket.terminate();
    await node.say(relay("off"));
    const witness = await LiveConnection.open(bridge);
    await witness.received(({ nodes }) => nodes?.[0].relay?.state === "off");

    const again = await LiveConnection.open(bridge, { query: `?since=${cursor}` });
    const change = await again.received(({ type }) => type === "changes");
    expect(change.nodes[0].relay.state).toBe("off");
    expect(again.of("snapshot")).toEqual([]);
  });

  test.each(["00000000.5", "00000000.99999999999999"])(
    "the cursor %s of another run gives snapshots",
    async (cursor) => {
      const { bridge } = await bridgeWithNode();
      const live = await LiveConnection.open(bridge, { query: `?since=${cursor}` });
      await live.received(({ type }) => type === "snapshot");
    },
  );

  test("REQ-002 Connection state events: the broker's states are told, as they change and in the list of events", async () => {
    const broker = await startBroker();
    const { bridge, ask } = await runningBridge({ broker: { kind: "external", url: broker.url } });
    await vi.waitFor(() => expect(bridge.stats().link.state).toBe("connected"), eventually);
    const live = await LiveConnection.open(bridge);
    await live.received(({ type }) => type === "hello");
    await broker.close();
    await live.received(({ event }) => event?.type === "broker.disconnected");
    await live.received(({ event }) => event?.type === "broker.error");
    const { events } = (await ask("/api/v1/events")).body;
    const told = events.map(({ type }: { type: string }) => type);
    expect(told).toEqual(
      expect.arrayContaining([
        "broker.connecting",
        "broker.connected",
        "broker.disconnected",
        "broker.error",
      ]),
    );
  });

  test("what happens in the registry is told, too", async () => {
    const { bridge, ask } = await bridgeWithNode();
    const live = await LiveConnection.open(bridge);
    await live.received(({ type }) => type === "snapshot");
    const path = `/api/v1/homes/${HOME}/nodes/${NODE}`;
    await ask(path, { method: "PUT", body: { name: "Fridge" }, role: "admin" });
    await live.received(({ nodes }) => nodes?.[0].name === "Fridge");
    await live.received(({ event }) => event?.type === "node.added");
    await ask(path, { method: "DELETE", role: "admin" });
    await live.received(({ nodes }) => nodes?.[0].removed === true);
  });
});

describe("who may listen", () => {
  test.each([
    ["without a token", "nonsense", {}, 401],
    ["from a page of another origin", undefined, { origin: "https://evil.example" }, 403],
  ])("%s: refused", async (_name, token, headers, status) => {
    const { bridge } = await runningBridge();
    const options = { headers, ...(token === undefined ? {} : { token }) };
    await expect(LiveConnection.open(bridge, options)).rejects.toThrow(String(status));
  });

  test("pages of its own origin and of those that were allowed, and the token is never named", async () => {
    const { bridge } = await runningBridge({ http: { port: 0, origins: ["https://app.example"] } });
    for (const origin of [bridge.url, "https://app.example"]) {
      const { socket } = await LiveConnection.open(bridge, { headers: { origin } });
      expect(socket.protocol).toBe("homesync.v1");
    }
  });

  test("what is no WebSocket is told to become one", async () => {
    const { ask } = await runningBridge();
    expect(await ask("/api/v1/live")).toMatchObject({ status: 426, body: { code: "upgrade_required" } });
  });

  test("as many as may, of one token and in all", async () => {
    const { bridge } = await runningBridge({ live: { maxClients: 3, maxClientsPerToken: 2 } });
    const token = await bridge.issueToken({ homes: "*", role: "viewer" });
    await Promise.all([LiveConnection.open(bridge, { token }), LiveConnection.open(bridge, { token })]);
    await expect(LiveConnection.open(bridge, { token })).rejects.toThrow("503");
    const third = await LiveConnection.open(bridge);
    await expect(LiveConnection.open(bridge)).rejects.toThrow("503");
    third.socket.close();
    await third.closed();
    await vi.waitFor(() => LiveConnection.open(bridge), eventually);
  });

  test("until the token expires", async () => {
    const clock = new ManualClock(new Date().toISOString());
    const { bridge } = await runningBridge({ clock });
    const live = await LiveConnection.open(bridge, {
      grant: { homes: "*", role: "viewer", lifetimeMs: 20_000 },
    });
    await live.received(({ type }) => type === "hello");
    const closed = live.closed();
    clock.advance(19_000);
    expect(live.socket.readyState).toBe(live.socket.OPEN);
    clock.advance(2_000);
    expect(await closed).toBe(4401);
  });

  test("until the key is revoked; heartbeats come meanwhile", async () => {
    const clock = new ManualClock(new Date().toISOString());
    const dataDirectory = await temporaryDirectory();
    const { bridge } = await runningBridge({ clock, dataDirectory });
    const live = await LiveConnection.open(bridge);
    await live.received(({ type }) => type === "hello");
    clock.advance(25_000);
    await live.received(({ type }) => type === "heartbeat");
    const closed = live.closed();
    await rotateSigningKeys(`${dataDirectory}/signing-keys.json`, true);
    clock.advance(25_000);
    expect(await closed).toBe(4403);
  });

  test("who does not answer pings is cut, and who talks too much is sent away", async () => {
    const clock = new ManualClock(new Date().toISOString());
    const { bridge } = await runningBridge({ clock });
    const deaf = await LiveConnection.open(bridge);
    deaf.socket.removeAllListeners("ping");
    await deaf.received(({ type }) => type === "hello");
    deaf.socket.pause();
    clock.advance(25_000);
    clock.advance(25_000);
    deaf.socket.resume();
    expect(await deaf.closed()).not.toBe(1000);

    const talkative = await LiveConnection.open(bridge);
    const closed = talkative.closed();
    for (let count = 0; count < 20; count += 1) talkative.socket.send("hello?");
    expect(await closed).toBe(1008);
    const large = await LiveConnection.open(bridge);
    const cut = large.closed();
    large.socket.send("x".repeat(2_000));
    expect(await cut).not.toBe(1000);
  });

  test("the bridge says goodbye when it ends", async () => {
    const { bridge } = await runningBridge();
    const live = await LiveConnection.open(bridge);
    const closed = live.closed();
    await bridge.close();
    expect(await closed).toBe(1001);
  });
});
