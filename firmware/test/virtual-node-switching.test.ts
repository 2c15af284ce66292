import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { decode, encode, SETTINGS, type TopicKeyOf } from "@homesync/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";
import { VirtualNodeInstance } from "./virtual-node-instance.ts";
import { webAssembly } from "./webassembly.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes } = await buildVirtualNode(root);
const module = await webAssembly.compile(bytes);

/** Settings are addressed by their place in the protocol's table. */
const setting = (name: keyof typeof SETTINGS) => Object.keys(SETTINGS).indexOf(name);
const WATCHDOG = 0;
const EXCEPTION = 1;

let instance: VirtualNodeInstance;
let handle: number;
let requests = 0;
beforeEach(async () => {
  instance = await VirtualNodeInstance.load(module);
  handle = instance.create(1, "home", "node");
  instance.exports.node_setting(handle, setting("max_power"), 30_000);
  instance.exports.node_setting(handle, setting("power_on"), 1);
});

function boot(): void {
  instance.exports.node_start(handle);
  instance.exports.node_connected(handle, 0);
}

/** What the node has published since this was last asked, by topic; of two, the later. */
function published(): Record<string, unknown> {
  const messages = instance.take("publish").map(({ message }) => {
    const decoded = decode(message.topic, message.bytes);
    if (!decoded.ok) throw new Error(decoded.error.message);
    return decoded.value;
  });
  return Object.fromEntries(messages.map(({ key, payload }) => [key, payload]));
}

/** Sends a command without a timestamp; answers the response. */
function command(key: TopicKeyOf<"command">, action: string): unknown {
  const payload = { action, request_id: `req-${requests++}` };
  const encoded = encode({ homeId: "home", nodeId: "node", key, payload } as Parameters<typeof encode>[0]);
  if (!encoded.ok) throw new Error(encoded.error.message);
  instance.calls = [];
  instance.send(handle, encoded.value.topic, encoded.value.bytes);
  const answers = published();
  return answers["response/command"] ?? answers["response/ota"];
}

function press(spanMs: number): void {
  instance.exports.button(handle, 1);
  instance.run(handle, spanMs);
  instance.exports.button(handle, 0);
  instance.run(handle, 30);
}

const relayIsOn = () => instance.exports.relay_is_on(handle) === 1;
const ledIsOn = () => instance.exports.led_is_on(handle) === 1;

/** How the LED looks every `stepMs` from now on: # lit, . dark. */
function watchLed(stepMs: number, steps: number): string {
  let seen = "";
  for (let step = 0; step < steps; step++) {
    instance.exports.node_poll(handle);
    seen += ledIsOn() ? "#" : ".";
    instance.run(handle, stepMs);
  }
  return seen;
}

describe("the LED", () => {
  test("blinks while it connects and is lit once the node is online", () => {
    instance.exports.node_start(handle);
    expect(watchLed(250, 8)).toBe("##..##..");
    instance.exports.node_connected(handle, 0);
    expect(watchLed(250, 8)).toBe("########");
    instance.exports.node_power_cut(handle);
    expect(ledIsOn()).toBe(false);
  });

  test("obeys on and off, and blinks and goes back to what it has to tell", () => {
    boot();
    expect(command("command/led", "off")).toMatchObject({ status: "success", result: "off" });
    expect(watchLed(250, 4)).toBe("....");
    expect(command("command/led", "on")).toMatchObject({ status: "success", result: "on" });
    expect(ledIsOn()).toBe(true);
    expect(command("command/led", "blink")).toMatchObject({ status: "success", result: "blink" });
    expect(watchLed(250, 9)).toBe("#.#.#.###");
  });
});

describe("the button", () => {
  test("toggles the relay without a network, and the node tells it when it is back", () => {
    instance.exports.node_setting(handle, setting("power_on"), 0);
    instance.exports.node_start(handle);
    press(100);
    expect(relayIsOn()).toBe(true);
    instance.calls = [];
    instance.exports.node_connected(handle, 0);
    expect(published()["status/relay"]).toMatchObject({ state: "on", cause: "button" });
    instance.run(handle, 1_000);
    instance.calls = [];
    press(100);
    expect(published()["status/relay"]).toMatchObject({ state: "off", cause: "button" });
  });

  test("held for five seconds asks for provisioning, which the LED shows until it is done", () => {
    boot();
    const before = relayIsOn();
    press(5_000);
    expect(watchLed(100, 8)).toMatch(/^(#\.#\.#\.#\.|\.#\.#\.#\.#)$/);
    instance.exports.provisioning_finish(handle);
    expect(watchLed(100, 4)).toBe("####");
    expect(relayIsOn()).toBe(before);
  });

  test("wakes the node only while an edge is pending", () => {
    boot();
    instance.exports.hardware_meter(handle, 1, 26);
    instance.run(handle, 1_000);
    instance.exports.button(handle, 1);
    expect(instance.exports.node_poll(handle)).toBeLessThanOrEqual(instance.nowMs + 30);
  });
});

describe("protection", () => {
  test("opens the relay, keeps it open over a power cut with power_on on, and lets go after the cool-down", () => {
    const { exports } = instance;
    boot();
    expect(relayIsOn()).toBe(true);
    instance.calls = [];
    exports.hardware_load(handle, 35_000, 2300, 15_217, 100, 500);
    instance.run(handle, 2_000);
    expect(relayIsOn()).toBe(false);
    expect(published()["status/relay"]).toMatchObject({ state: "off", cause: "protection" });
    expect(command("command/relay", "on")).toMatchObject({
      status: "error",
      error: "protection",
      message: expect.stringMatching(/^over-power: 3500 W, the limit is 3000 W/),
    });
    exports.node_power_cut(handle);
    boot();
    expect(relayIsOn()).toBe(false);
    expect(command("command/relay", "on")).toMatchObject({ status: "error", error: "protection" });
    exports.hardware_load(handle, 1_000, 2300, 435, 100, 500);
    instance.run(handle, 32_000);
    expect(relayIsOn()).toBe(false);
    expect(command("command/relay", "on")).toMatchObject({ status: "success", result: "on" });
  });

  test("keeps a hot node's relay open until it has cooled down", () => {
    const { exports } = instance;
    boot();
    exports.hardware_temperature(handle, 810);
    instance.run(handle, 3_000);
    expect(relayIsOn()).toBe(false);
    exports.node_power_cut(handle);
    boot();
    expect(command("command/relay", "on")).toMatchObject({
      message: expect.stringMatching(/^over-temperature: 81 C, the limit is 80 C/),
    });
    exports.hardware_temperature(handle, 740);
    instance.run(handle, 2_000);
    expect(command("command/relay", "on")).toMatchObject({ status: "success", result: "on" });
  });

  test("tells that a stuck relay does not open, and that it has when it comes free", () => {
    const { exports } = instance;
    boot();
    exports.hardware_relay_stuck(handle, 1);
    exports.hardware_load(handle, 35_000, 2300, 15_217, 100, 500);
    instance.calls = [];
    instance.run(handle, 2_000);
    expect(published()["status/relay"]).toMatchObject({ state: "on", cause: "boot", fault: true });
    exports.hardware_relay_stuck(handle, 0);
    expect(instance.calls).toContainEqual({ node: 1, call: "relay", on: false });
    instance.run(handle, 1_100);
    const status = published()["status/relay"];
    expect(status).toMatchObject({ state: "off", cause: "protection" });
    expect(status).not.toHaveProperty("fault");
  });
});

describe("crashes", () => {
  const crash = (times: number) => {
    for (let index = 0; index < times; index++) {
      instance.exports.node_crash(handle, index % 2 === 0 ? WATCHDOG : EXCEPTION);
      boot();
    }
  };

  test("tell their reason in the birth, and the relay is as it was", () => {
    boot();
    instance.run(handle, 1_000);
    expect(command("command/relay", "off")).toMatchObject({ result: "off" });
    instance.exports.node_crash(handle, EXCEPTION);
    boot();
    const birth = published()["status/online"];
    expect(birth).toMatchObject({ online: true, reset_reason: "exception" });
    expect(birth).not.toHaveProperty("safe_mode");
    expect(relayIsOn()).toBe(false);
  });

  test("five in a row lead to safe mode: online, no telemetry, no switching", () => {
    boot();
    crash(4);
    expect(relayIsOn()).toBe(true);
    instance.calls = [];
    crash(1);
    expect(published()["status/online"]).toMatchObject({ safe_mode: true, reset_reason: "watchdog" });
    expect(relayIsOn()).toBe(false);
    expect(command("command/relay", "on")).toMatchObject({ status: "error", error: "safe_mode" });
    expect(command("command/ota", "cancel")).not.toMatchObject({ error: "safe_mode" });
    press(100);
    expect(relayIsOn()).toBe(false);
    instance.calls = [];
    instance.run(handle, 61_000);
    expect(Object.keys(published())).toEqual(["status/rssi"]);
    instance.exports.node_crash(handle, WATCHDOG);
    boot();
    expect(relayIsOn()).toBe(true);
  });

  test("a power cut ends the row, and quick power cycles never lead to safe mode", () => {
    boot();
    crash(4);
    for (let cycle = 0; cycle < 20; cycle++) {
      instance.exports.node_power_cut(handle);
      boot();
    }
    crash(4);
    expect(relayIsOn()).toBe(true);
  });

  test("of no known kind, or of a node without power, are none", () => {
    boot();
    instance.exports.node_crash(handle, 2);
    expect(instance.exports.node_poll(handle)).not.toBe(Number.POSITIVE_INFINITY);
    instance.exports.node_power_cut(handle);
    instance.exports.node_crash(handle, WATCHDOG);
    instance.calls = [];
    boot();
    expect(published()["status/online"]).toMatchObject({ reset_reason: "power_on" });
  });
});
