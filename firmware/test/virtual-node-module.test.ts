import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "@homesync/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";
import { IMPORTS, VirtualNodeInstance } from "./virtual-node-instance.ts";
import { webAssembly } from "./webassembly.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes } = await buildVirtualNode(root);
const module = await webAssembly.compile(bytes);

/** Settings are addressed by their place in the protocol's table. */
const setting = (name: keyof typeof SETTINGS) => Object.keys(SETTINGS).indexOf(name);

let instance: VirtualNodeInstance;
beforeEach(async () => {
  instance = await VirtualNodeInstance.load(module);
});

describe("budget", () => {
  test("the module is under 150 KB and needs nothing but module host", () => {
    const inspector = (globalThis as unknown as { WebAssembly: { Module: ModuleInspector } }).WebAssembly
      .Module;
    expect(bytes.length).toBeLessThan(150_000);
    expect(
      inspector
        .imports(module)
        .map(({ module: from, name }) => `${from}.${name}`)
        .sort(),
    ).toEqual(IMPORTS.map((name) => `host.${name}`).sort());
  });

  test("a node's state is under 2 KB, with its hardware under 3 KB", () => {
    expect(instance.exports.node_state_size()).toBeLessThan(2048);
    expect(instance.exports.virtual_node_size()).toBeLessThan(3072);
    expect(instance.exports.scratch_size()).toBeGreaterThanOrEqual(2048);
  });

  test("1000 nodes cost their size, and the memory of those that are gone is used again", () => {
    const { exports } = instance;
    const before = exports.memory.buffer.byteLength;
    const handles = Array.from({ length: 1000 }, (_, node) => instance.create(node, "home", `node-${node}`));
    const grown = exports.memory.buffer.byteLength - before;
    expect(grown / handles.length).toBeLessThan(exports.virtual_node_size() * 1.05);
    handles.forEach(exports.node_destroy);
    handles.forEach((_, node) => {
      expect(instance.create(node, "home", `again-${node}`)).not.toBe(0);
    });
    expect(exports.memory.buffer.byteLength - before).toBe(grown);
  });
});

describe("identity and settings", () => {
  test.each([
    ["", "node"],
    ["home", ""],
    ["home/1", "node"],
    ["home", "node+"],
    ["h".repeat(65), "node"],
  ])("home %j, node %j is refused", (homeId, nodeId) => {
    expect(instance.create(1, homeId, nodeId)).toBe(0);
  });

  test("a setting is taken before the start, in its range", () => {
    const { exports } = instance;
    const handle = instance.create(1, "home", "node");
    expect(exports.node_setting(handle, setting("telemetry_interval_s"), 1)).toBe(1);
    expect(exports.node_setting(handle, setting("telemetry_interval_s"), 0)).toBe(0);
    expect(exports.node_setting(handle, Object.keys(SETTINGS).length, 1)).toBe(0);
    exports.node_start(handle);
    expect(exports.node_setting(handle, setting("telemetry_interval_s"), 2)).toBe(0);
  });
});

interface ModuleInspector {
  imports(module: unknown): { module: string; name: string }[];
}
