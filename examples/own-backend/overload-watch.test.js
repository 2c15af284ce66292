import { test } from "@homesync/simulator/testing";
import { expect } from "vitest";
import { watchOverloads } from "./overload-watch.js";

test("a node that draws too much is switched off, and says so", { timeout: 60_000 }, async ({
  broker,
  node,
}) => {
  const overloads = [];
  const backend = await watchOverloads(broker.url, 2_000, (name) => overloads.push(name));
  const off = node.next("status/relay", ({ state }) => state === "off", 30_000);
  node.setLoad(3_000);
  expect(await off).toMatchObject({ cause: "command" });
  expect(overloads).toContain(`homesync/${node.homeId}/nodes/${node.nodeId}`);
  await backend.stop();
});
