import { expect, test } from "vitest";
import { Subscriptions } from "../src/link/subscriptions.ts";

const node = { homeId: "h", nodeId: "n" };
const filters = (subscriptions: readonly { readonly filter: string }[]) =>
  subscriptions.map(({ filter }) => filter);
const OF_NODE = [
  "homesync/h/nodes/n/telemetry/+",
  "homesync/h/nodes/n/status/+",
  "homesync/h/nodes/n/response/+",
];

test("REQ-003 Wildcard subscriptions: all homes are three filters in one packet", () => {
  const all = new Subscriptions(undefined, 0);
  expect(all.packets().map(filters)).toEqual([
    ["homesync/+/nodes/+/telemetry/+", "homesync/+/nodes/+/status/+", "homesync/+/nodes/+/response/+"],
  ]);
});

test("many nodes are subscribed to by packets of a bounded size", () => {
  const nodes = Array.from({ length: 1_000 }, (_, at) => ({ homeId: "h", nodeId: `n${at}` }));
  const packets = new Subscriptions(nodes, 0).packets();
  expect(packets.flat()).toHaveLength(3_000);
  expect(Math.max(...packets.map(({ length }) => length))).toBeLessThanOrEqual(60);
});

test("REQ-004 Status parsing: what was refused for a node is subscribed to again once, when the node comes online", () => {
  const some = new Subscriptions([node], 0);
  const [packet = []] = some.packets();
  expect(some.renewal(node)).toEqual([]);
  const [first] = packet;
  expect(first === undefined ? undefined : some.refused(first)).toBe(true);
  expect(filters(some.renewal(node))).toEqual(OF_NODE);
  expect(some.renewal(node)).toEqual([]);
});

test("a refusal of the wildcards concerns all nodes", () => {
  const all = new Subscriptions(undefined, 0);
  const first = all.packets()[0]?.[0];
  expect(first === undefined ? undefined : all.refused(first)).toBe(false);
});

test("telemetry is asked for at the QoS that was told, status never at less than the topic table's", () => {
  expect(
    new Subscriptions([node], 1)
      .packets()
      .flat()
      .map(({ qos }) => qos),
  ).toEqual([1, 1, 1]);
  expect(
    new Subscriptions([node], 0)
      .packets()
      .flat()
      .map(({ qos }) => qos),
  ).toEqual([0, 1, 1]);
});

test("a node that is removed is known by its filters for the last time", () => {
  const some = new Subscriptions([node], 0);
  expect(some.remove(node)).toEqual(OF_NODE);
  expect(some.remove(node)).toEqual([]);
  expect(some.packets()).toEqual([]);
});
