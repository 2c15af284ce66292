import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  decode,
  encode,
  type MessageContent,
  SETTINGS,
  type SettingName,
  type TopicKeyOf,
} from "@homesync/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { VirtualNodeInstance } from "./virtual-node-instance.ts";
import { webAssembly } from "./webassembly.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes } = await buildVirtualNode(root);
const module = await webAssembly.compile(bytes);

/** Modes of `hardware_flash`. */
const WELL = 0;
const WORN_OUT = 1;
const FAILS_AFTER = 2;

/** homesync::Counter */
const CORRUPT_SETTINGS = 8;
const ENERGY_RESETS = 10;

type SettingValues = Partial<Record<SettingName, number | string>>;

const DEFAULTS: SettingValues = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, setting]) => [name, setting.default]),
);

let instance: VirtualNodeInstance;
let requests = 0;
beforeEach(async () => {
  instance = await VirtualNodeInstance.load(module);
  requests = 0;
});

/** Sends a command and answers with what was decoded of its response; undefined when there was none. */
function ask(
  handle: number,
  key: TopicKeyOf<"command">,
  fields: Record<string, unknown>,
): Record<string, unknown> | undefined {
  const { topic, bytes: payload } = commandOf(key, fields);
  instance.calls = [];
  instance.send(handle, topic, payload);
  return responses()[0];
}

function commandOf(key: TopicKeyOf<"command">, fields: Record<string, unknown>) {
  const payload = { ...fields, request_id: `r-${++requests}` };
  const message = encode({ homeId: "home", nodeId: "node", key, payload } as MessageContent);
  if (!message.ok) throw new Error(message.error.message);
  return message.value;
}

function responses(): Record<string, unknown>[] {
  return instance.take("publish").flatMap(({ message }) => {
    const decoded = decode(message.topic, message.bytes);
    if (!decoded.ok) throw new Error(decoded.error.message);
    return decoded.value.key === "response/command" ? [{ ...decoded.value.payload }] : [];
  });
}

const settingsOf = (handle: number) => ask(handle, "command/config", { action: "get" })?.["result"];
const set = (handle: number, settings: SettingValues) =>
  ask(handle, "command/config", { action: "set", settings });

/** Boots again after the node was gone. */
function boot(handle: number): void {
  instance.exports.node_start(handle);
  if (instance.exports.node_is_running(handle) === 1) instance.exports.node_connected(handle, 1);
}

describe("the configuration", () => {
  test("of a node that was never configured is the table's", () => {
    expect(settingsOf(instance.connected(1, "home", "node"))).toEqual(DEFAULTS);
  });

  test("is changed by config set and outlives a power cut", () => {
    const handle = instance.connected(1, "home", "node");
    const wanted = { telemetry_interval_s: 60, max_current: 16.5, power_on: "off", name: "Kitchen" };
    expect(set(handle, wanted)).toMatchObject({ status: "success", result: wanted });
    instance.exports.node_power_cut(handle);
    boot(handle);
    expect(settingsOf(handle)).toEqual({ ...DEFAULTS, ...wanted });
  });

  test("is as it was when the flash is worn out", () => {
    const handle = instance.connected(1, "home", "node");
    instance.exports.hardware_flash(handle, WORN_OUT, 0);
    expect(set(handle, { telemetry_interval_s: 60 })).toMatchObject({
      status: "error",
      error: "storage_fault",
    });
    instance.exports.hardware_flash(handle, WELL, 0);
    expect(settingsOf(handle)).toEqual(DEFAULTS);
  });

  test("is the old or the new one after a power cut at every byte of its writing", () => {
    const handle = instance.connected(1, "home", "node");
    set(handle, { telemetry_interval_s: 10, name: "old" });
    const wanted = { telemetry_interval_s: 20, name: "new" };
    let answered = false;
    for (let cut = 0; !answered; cut++) {
      expect(cut).toBeLessThan(100);
      instance.exports.hardware_flash(handle, FAILS_AFTER, cut);
      answered = set(handle, wanted) !== undefined;
      expect(instance.exports.node_is_running(handle)).toBe(answered ? 1 : 0);
      boot(handle);
      const expected = answered ? wanted : { telemetry_interval_s: 10, name: "old" };
      expect(settingsOf(handle)).toEqual({ ...DEFAULTS, ...expected });
    }
  });

  test("is cleared by factory_reset, which is answered before the node restarts", () => {
    const handle = instance.connected(1, "home", "node");
    set(handle, { telemetry_interval_s: 10 });
    ask(handle, "command/relay", { action: "on" });
    expect(ask(handle, "command/config", { action: "factory_reset" })).toMatchObject({
      status: "success",
    });
    instance.exports.node_disconnected(handle);
    expect(instance.take("ended")).toEqual([{ node: 1, call: "ended", restart: true }]);
    boot(handle);
    expect(settingsOf(handle)).toEqual(DEFAULTS);
    expect(instance.exports.relay_is_on(handle)).toBe(0);
  });

  test("a node that loses its supply in a write sends nothing more, and its host hears that it is gone", () => {
    const handle = instance.connected(1, "home", "node");
    // Its first sample has written the energy counter's mark.
    instance.run(handle, 1_200);
    instance.exports.hardware_flash(handle, FAILS_AFTER, 3);
    const { topic, bytes: payload } = commandOf("command/config", {
      action: "set",
      settings: { telemetry_qos: 1 },
    });
    instance.calls = [];
    instance.send(handle, topic, payload);
    expect(instance.takeOrder()).toEqual(["abort"]);
    expect(instance.exports.node_is_running(handle)).toBe(0);
    expect(instance.exports.node_poll(handle)).toBe(Number.POSITIVE_INFINITY);
    boot(handle);
    expect(settingsOf(handle)).toEqual(DEFAULTS);
  });

  test("what a host provisions before the start is configuration like any other", () => {
    const handle = instance.create(1, "home", "node");
    const place = Object.keys(SETTINGS).indexOf("telemetry_interval_s");
    expect(instance.exports.node_setting(handle, place, 7)).toBe(1);
    instance.exports.node_start(handle);
    instance.exports.node_connected(handle, 0);
    expect(settingsOf(handle)).toEqual({ ...DEFAULTS, telemetry_interval_s: 7 });
  });
});

test("reset_energy sets the meter's counter to zero and is answered when it has", () => {
  const handle = instance.connected(1, "home", "node");
  instance.exports.hardware_load(handle, 36_000, 2300, 15_652, 100, 500);
  ask(handle, "command/relay", { action: "on" });
  instance.run(handle, 60_000);
  expect(instance.exports.energy_wh(handle)).toBe(60);
  expect(ask(handle, "command/config", { action: "reset_energy" })).toBeUndefined();
  instance.run(handle, 500);
  expect(responses()).toMatchObject([{ status: "success", result: { energy: 0 } }]);
  expect(instance.exports.energy_wh(handle)).toBe(0);
});

const SEED = 20_250_206;

test(`1,000 power cuts at random moments lose no setting, corrupt none, and keep the relay and the energy (seed ${SEED})`, () => {
  const random = seededNumbers(SEED);
  const below = (limit: number) => Math.floor(random() * limit);
  const { exports } = instance;
  const handle = instance.connected(1, "home", "node");
  exports.hardware_load(handle, 36_000, 2300, 15_652, 100, 500);
  const [{ clientId } = { clientId: "" }] = instance.take("connect");
  // What holds for certain, and what a cut may or may not have let through.
  let settings: SettingValues = { ...DEFAULTS };
  let relay = 0;
  let energyWh = 0;
  let unanswered = 0;

  for (let round = 1; round <= 1_000; round++) {
    let wanted: SettingValues = settings;
    let relayWanted = relay;
    if (random() < 0.7) exports.hardware_flash(handle, FAILS_AFTER, below(120));
    for (let step = below(4); step >= 0 && exports.node_is_running(handle) === 1; step--) {
      instance.run(handle, below(3_000));
      if (random() < 0.6) {
        const some: SettingValues = {
          telemetry_interval_s: 1 + below(3600),
          deadband_energy: below(9_999_000) / 1000,
          power_on: ["off", "on", "last"][below(3)] ?? "last",
          name: "x".repeat(below(33)),
        };
        wanted = { ...settings, ...some };
        if (set(handle, some) !== undefined) settings = wanted;
      } else {
        relayWanted = 1 - relay;
        const answer = ask(handle, "command/relay", { action: relayWanted === 1 ? "on" : "off" });
        if (answer?.["status"] === "success") relay = relayWanted;
      }
    }
    if (exports.node_is_running(handle) === 0) unanswered++;
    energyWh = Math.max(energyWh, exports.energy_wh(handle));
    // A torn mark of the counter would look like another meter.
    expect(exports.node_counter(handle, ENERGY_RESETS)).toBe(0);
    exports.node_power_cut(handle);
    expect(exports.relay_is_on(handle)).toBe(0);
    // A cut while the node boots is one more.
    if (random() < 0.2) {
      exports.node_start(handle);
      exports.node_power_cut(handle);
    }
    boot(handle);

    const found = settingsOf(handle) as SettingValues;
    expect([settings, wanted], `round ${round}`).toContainEqual(found);
    settings = found;
    const closed = exports.relay_is_on(handle);
    const powerOn = settings["power_on"];
    const allowed = powerOn === "on" ? [1] : powerOn === "off" ? [0] : [relay, relayWanted];
    expect(allowed, `round ${round}, power_on ${powerOn}`).toContain(closed);
    relay = closed;
    expect(exports.energy_wh(handle)).toBeGreaterThanOrEqual(energyWh);
    expect(exports.node_counter(handle, CORRUPT_SETTINGS)).toBe(0);
  }
  expect(unanswered).toBeGreaterThan(200);
  instance.calls = [];
  exports.node_disconnected(handle);
  instance.run(handle, 1_200);
  expect(instance.take("connect")[0]?.clientId).toBe(clientId);
});
