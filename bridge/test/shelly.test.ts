import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { expect, onTestFinished, test, vi } from "vitest";
import { checkMapping, loadShellyMapping } from "../src/shelly/mapping.ts";
import { translate } from "../src/shelly/translate.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const NODE = { homeId: "home-1", nodeId: "kitchen" };
const eventually = { timeout: 15_000, interval: 20 };
const path = "/api/v1/homes/home-1/nodes/kitchen";

const said = (name: string, text: string) => {
  const message = translate(NODE, name, text, "button");
  return message === undefined ? undefined : JSON.parse(Buffer.from(message.bytes).toString());
};

test("what a Shelly says, as a node would say it", () => {
  expect(said("relay/0/power", "12.34")).toEqual({ value: 12.3, unit: "W", quality: 100 });
  // Watt-minutes: an hour of 1 kW.
  expect(said("relay/0/energy", "60000")).toEqual({ value: 1, unit: "kWh", quality: 100 });
  expect(said("relay/0", "on")).toEqual({ state: "on", cause: "button" });
  expect(said("relay/0", "overpower")).toEqual({ state: "off", cause: "protection" });
  expect(said("online", "true")).toMatchObject({ online: true });
  expect(said("online", "false")).toEqual({ online: false, reason: "unexpected_disconnect" });
  for (const [name, text] of [
    ["relay/0/power", "1e999"],
    ["relay/0/power", "-5"],
    ["relay/0/energy", ""],
    ["relay/0", "ON"],
    ["online", "1"],
    ["announce", "{}"],
  ] as const) {
    expect(said(name, text)).toBeUndefined();
  }
});

test("a mapping file is checked as a whole, all errors at once", async () => {
  const { problems } = checkMapping({
    version: 2,
    shelly: {},
    shellies: {
      "a/b": { home: "h", node: "n" },
      c: { home: "h", node: "n", room: 1 },
      d: { home: "h" },
    },
  });
  expect(problems).toEqual([
    "version must be 1",
    "shelly is no setting of a mapping",
    'a/b: an id is 1 to 64 letters, digits, "_" or "-"',
    "c: room is no setting of a Shelly",
    "c: h/n is a/b already",
    'd: home and node must each be 1 to 64 letters, digits, "_" or "-"',
  ]);
  const page = await readFile(new URL("../../docs/bridge-ingest.md", import.meta.url), "utf8");
  const example = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "";
  const file = join(await temporaryDirectory(), "shellies.yaml");
  await expect(loadShellyMapping(file)).rejects.toThrow(/cannot be read \(ENOENT\)/);
  await writeFile(file, "version: 1\nshellies: {}");
  await expect(loadShellyMapping(file)).rejects.toThrow(/at least one Shelly/);
  await writeFile(file, example);
  expect([...(await loadShellyMapping(file))]).toEqual([["shellyplug-001", NODE]]);
});

/** A Shelly plug, played: it tells its relay's state when it is told to switch. */
async function playShelly(url: string, id: string): Promise<MqttClient & { readonly commands: string[] }> {
  const client = await connectAsync(url, { protocolVersion: 4 });
  onTestFinished(() => void client.end(true));
  const commands: string[] = [];
  client.on("message", (_topic, payload) => {
    commands.push(payload.toString());
    client.publish(`shellies/${id}/relay/0`, payload.toString() === "on" ? "on" : "off", { retain: true });
  });
  await client.subscribeAsync(`shellies/${id}/relay/0/command`);
  return Object.assign(client, { commands });
}

test("a mapped Shelly is a node: state, history and relay commands", async () => {
  const shellyMapping = join(await temporaryDirectory(), "shellies.yaml");
  await writeFile(shellyMapping, "version: 1\nshellies:\n  plug-1: { home: home-1, node: kitchen }\n");
  const { bridge, ask, log } = await runningBridge({ shellyMapping });
  const shelly = await playShelly(bridge.brokerUrl, "plug-1");
  await shelly.publishAsync("shellies/plug-1/online", "true", { qos: 1 });
  await shelly.publishAsync("shellies/plug-1/relay/0/power", "61.5", { qos: 1 });
  await shelly.publishAsync("shellies/plug-1/relay/0/energy", "120000");
  await shelly.publishAsync("shellies/plug-2/relay/0/power", "1");
  await vi.waitFor(() => expect(bridge.stats().stored).toBe(2), eventually);
  expect((await ask(path)).body).toMatchObject({
    online: true,
    metrics: { power: { value: 61.5 }, energy: { value: 2 } },
  });
  expect((await ask(`${path}/history?metric=energy`)).body.points).toMatchObject([{ value: 2 }]);
  expect(log.text()).toContain("plug-2");

  const post = (command: string, body: object) =>
    ask(`${path}/commands/${command}`, { method: "POST", body });
  expect((await post("relay", { action: "on" })).body).toMatchObject({ status: "confirmed", result: "on" });
  expect((await post("relay", { action: "off" })).body).toMatchObject({ status: "confirmed", result: "off" });
  expect((await post("led", { action: "on" })).body).toMatchObject({
    detail: expect.stringContaining("relay commands only"),
  });
  expect(shelly.commands).toEqual(["on", "off"]);
  expect((await ask(path)).body.relay).toMatchObject({ state: "off", cause: "command" });
});
