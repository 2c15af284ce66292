import { withServers } from "@homesync/broker/testing";
import { formatTimestamp } from "@homesync/protocol";
import { expect, test, vi } from "vitest";
import { bridgeWithMosquitto } from "./bridge-with-mosquitto.ts";
import { HOME, NODE, power, response } from "./support/messages.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";

const nodePath = `/api/v1/homes/${HOME}/nodes/${NODE}`;

test("REQ-004 Parse telemetry messages: a node's birth and reading arrive in its state and its history", async () => {
  const { bridge, ask } = await runningBridge();
  const node = await PlayedNode.connect(bridge.brokerUrl);
  const now = Date.now();
  await node.say(power(125.5, now));
  await vi.waitFor(() => expect(bridge.stats().stored).toBe(1), { timeout: 5_000 });

  const state = await ask(nodePath);
  expect(state.status).toBe(200);
  expect(state.body).toMatchObject({
    home_id: HOME,
    node_id: NODE,
    online: true,
    stale: false,
    metrics: { power: { value: 125.5, unit: "W", quality: 100, timestamp: formatTimestamp(now) } },
  });
  const to = formatTimestamp(now + 1);
  const history = await ask(`${nodePath}/history?metric=power&to=${to}`);
  expect(history.body).toMatchObject({
    unit: "W",
    more: false,
    points: [{ timestamp: formatTimestamp(now), value: 125.5, quality: 100 }],
  });
});

test("REQ-005 Command acknowledgment: a relay command comes back with the node's confirmation", async () => {
  const { bridge, ask } = await runningBridge();
  const node = await PlayedNode.connect(bridge.brokerUrl, {}, ({ payload }) =>
    response({
      request_id: payload.request_id,
      status: "success",
      result: "on",
      timestamp: "2026-01-01T00:00:00.000Z",
    }),
  );
  const answer = await ask(`${nodePath}/commands/relay`, { method: "POST", body: { action: "on" } });
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({
    status: "confirmed",
    result: "on",
    request_id: node.commands[0]?.payload.request_id,
    attempts: 1,
    timestamp: "2026-01-01T00:00:00.000Z",
  });
  expect(node.commands).toHaveLength(1);
});

test("REQ-004 Online/offline detection: a node that vanishes is offline with the will's reason, and a command to it is refused at once", async () => {
  const { bridge, ask } = await runningBridge();
  const node = await PlayedNode.connect(bridge.brokerUrl);
  node.disappear();
  await vi.waitFor(async () => expect((await ask(nodePath)).body.online).toBe(false), { timeout: 5_000 });
  expect((await ask(nodePath)).body).toMatchObject({ offline_reason: "unexpected_disconnect" });

  const answer = await ask(`${nodePath}/commands/relay`, { method: "POST", body: { action: "on" } });
  expect(answer.status).toBe(409);
  expect(answer.body).toMatchObject({ code: "node_offline", reason: "unexpected_disconnect" });
});

withServers("with a real mosquitto", bridgeWithMosquitto);
