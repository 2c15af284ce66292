import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { decode, decodeProvisioningAnswer } from "@homesync/protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { readProvisioningVectors } from "../../protocol/vectors/provisioning/read.ts";
import { buildVirtualNode } from "../wasm/virtual-node-build.ts";
import { seededNumbers } from "./seeded-numbers.ts";
import { VirtualNodeInstance } from "./virtual-node-instance.ts";
import { webAssembly } from "./webassembly.ts";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const { bytes } = await buildVirtualNode(root);
const module = await webAssembly.compile(bytes);

/** A mode of `hardware_flash`. */
const FAILS_AFTER = 2;
const LONG_PRESS_MS = 5_000;
/** From the answer to the restart. */
const RESTART_MS = 2_000;
const PORTAL_AFTER_MS = 600_000;
const PORTAL_OPEN_MS = 180_000;

const ACCOUNT = {
  wifi_ssid: "Home",
  wifi_password: "12345678",
  mqtt_host: "broker.example",
  home_id: "home",
  node_id: "node",
};
const line = (account: object) => JSON.stringify({ action: "set", account });

let instance: VirtualNodeInstance;
beforeEach(async () => {
  instance = await VirtualNodeInstance.load(module);
});

const portalLines = () => instance.take("log").filter((made) => made.line.startsWith("portal"));

/** A started node that has never been provisioned. */
function fresh(node = 1): number {
  const handle = instance.createUnprovisioned(node);
  instance.exports.node_start(handle);
  return handle;
}

/** Lets the node end, and boots it again as its body does. */
function restart(handle: number): void {
  instance.run(handle, RESTART_MS + 100);
  expect(instance.take("ended")).toMatchObject([{ restart: true }]);
  instance.exports.node_start(handle);
}

/** A node that has an account and a network, up to its attempt to connect. */
function provisioned(): number {
  const handle = fresh();
  instance.setWifi(handle, ACCOUNT.wifi_ssid, ACCOUNT.wifi_password);
  instance.type(handle, line(ACCOUNT));
  restart(handle);
  return handle;
}

describe("a node that was never provisioned", () => {
  test("opens its portal, and tells its password on the serial port only", () => {
    const handle = fresh();
    const [opened] = portalLines();
    expect(opened?.line).toMatch(/^portal open: join HomeSync-\w{4}, password \w{12}$/);
    expect(instance.type(handle, '{"action":"get"}')).toMatchObject({
      status: "success",
      result: { provisioned: false, target: "virtual", portal_password: opened?.line.slice(-12) },
    });
    instance.run(handle, 3_600_000);
    expect(instance.take("connect")).toEqual([]);
    expect(instance.exports.hardware_portal_guest(handle, 1)).toBe(1);
  });

  test("shows it with its light, and obeys its button", () => {
    const handle = fresh();
    const seen = new Set<number>();
    for (let step = 0; step < 40; step++) {
      instance.run(handle, 50);
      seen.add(instance.exports.led_is_on(handle));
    }
    expect(seen).toEqual(new Set([0, 1]));
    instance.exports.button(handle, 1);
    instance.run(handle, 100);
    instance.exports.button(handle, 0);
    instance.run(handle, 100);
    expect(instance.exports.relay_is_on(handle)).toBe(1);
  });

  test("is provisioned by a line, restarts, joins, connects and says who it is", () => {
    const handle = fresh();
    instance.setWifi(handle, ACCOUNT.wifi_ssid, ACCOUNT.wifi_password);
    expect(instance.type(handle, line(ACCOUNT))).toEqual({ status: "success", result: "restarting" });
    restart(handle);
    expect(instance.accountField(handle, "mqtt_host")).toBe("broker.example");
    expect(instance.accountField(handle, "mqtt_port")).toBe("");
    instance.run(handle, 12_000);
    const [connect] = instance.take("connect");
    expect(connect?.clientId).toMatch(/^homesync_home_node_[0-9a-f]{8}$/);
    instance.exports.node_connected(handle, 0);
    const [online] = instance.take("publish");
    expect(online?.message.topic).toBe("homesync/home/nodes/node/status/online");
    expect(decode(online?.message.topic ?? "", online?.message.bytes ?? Buffer.alloc(0)).ok).toBe(true);
  });

  test("is provisioned by the portal's form", () => {
    const handle = fresh();
    instance.setWifi(handle, "My Home");
    expect(
      instance.submit(handle, "wifi_ssid=My+Home&wifi_password=&mqtt_host=b&home_id=home&node_id=node"),
    ).toEqual({ status: "success", result: "restarting" });
    restart(handle);
    instance.run(handle, 12_000);
    expect(instance.take("connect").length).toBeGreaterThan(0);
  });

  test.each(readProvisioningVectors())("answers as the protocol says: $name", ({ line, result, error }) => {
    const answer = instance.type(fresh(), line);
    expect(decodeProvisioningAnswer(Buffer.from(JSON.stringify(answer)))).toMatchObject({ ok: true });
    const expected =
      error === undefined
        ? { status: "success", ...(result === undefined ? {} : { result }) }
        : { status: "error", error: error.code, ...(error.field === "" ? {} : { field: error.field }) };
    expect(answer).toMatchObject(expected);
  });
});

describe("a node that has an account", () => {
  test("goes on without a network, opens its portal after ten minutes, and closes it by itself", () => {
    const handle = provisioned();
    instance.setWifi(handle, "");
    instance.take("log");
    instance.run(handle, PORTAL_AFTER_MS - 1_000);
    expect(portalLines()).toEqual([]);
    instance.run(handle, 30_000);
    expect(portalLines()).toHaveLength(1);
    instance.setWifi(handle, ACCOUNT.wifi_ssid, ACCOUNT.wifi_password);
    instance.run(handle, PORTAL_OPEN_MS + 80_000);
    expect(instance.take("connect").length).toBeGreaterThan(0);
  });

  test("opens its portal at a long press, and closes it at another", () => {
    const handle = provisioned();
    instance.run(handle, 1_000);
    instance.take("log");
    const press = () => {
      instance.exports.button(handle, 1);
      instance.run(handle, LONG_PRESS_MS + 100);
      instance.exports.button(handle, 0);
      instance.run(handle, 100);
    };
    press();
    expect(portalLines().map((made) => made.line.slice(0, 11))).toEqual(["portal open"]);
    press();
    expect(portalLines().map((made) => made.line)).toEqual(["portal closed"]);
  });

  test("announces the restart that a new account needs, and forgets at a word", () => {
    const handle = provisioned();
    instance.run(handle, 12_000);
    instance.exports.node_connected(handle, 0);
    instance.take("publish");
    expect(instance.type(handle, '{"action":"forget"}')).toEqual({ status: "success", result: "restarting" });
    instance.run(handle, RESTART_MS + 100);
    const last = instance.take("publish").at(-1);
    expect(Buffer.from(last?.message.bytes ?? []).toString()).toContain('"online":false,"reason":"restart"');
    instance.exports.node_published(handle, last?.packet ?? 0);
    instance.exports.node_disconnected(handle);
    instance.exports.node_start(handle);
    expect(instance.accountField(handle, "home_id")).toBe("");
    expect(instance.exports.hardware_portal_guest(handle, 1)).toBe(1);
  });
});

test("a node that came provisioned has no serial port to provision it on", () => {
  const handle = instance.connected(1, "home", "node");
  expect(instance.type(handle, '{"action":"get"}')).toBeUndefined();
  expect(instance.submit(handle, "")).toBeUndefined();
  expect(instance.accountField(handle, "home_id")).toBe("");
  expect(instance.exports.hardware_portal_guest(handle, 1)).toBe(0);
});

test("the memory of a node that is gone is used again", () => {
  const { exports } = instance;
  const handles = Array.from({ length: 50 }, (_, node) => fresh(node));
  for (const handle of handles) instance.type(handle, line(ACCOUNT));
  const grown = exports.memory.buffer.byteLength;
  handles.forEach(exports.node_destroy);
  for (let node = 0; node < 50; node++) expect(instance.type(fresh(node), line(ACCOUNT))).toBeDefined();
  expect(exports.memory.buffer.byteLength).toBe(grown);
});

const SEED = 20_250_207;

test(`200 power cuts while a node is provisioned leave the old account or the new one (seed ${SEED})`, () => {
  const random = seededNumbers(SEED);
  const { exports } = instance;
  const handle = fresh();
  let stored: string | undefined;
  for (let round = 0; round < 200; round++) {
    const wanted = `Network ${round}${"x".repeat(Math.floor(random() * 20))}`;
    exports.hardware_flash(handle, FAILS_AFTER, Math.floor(random() * 200));
    instance.type(handle, line({ ...ACCOUNT, wifi_ssid: wanted }));
    const wasCut = exports.node_is_running(handle) === 0;
    exports.node_power_cut(handle);
    exports.node_start(handle);
    const found = instance.accountField(handle, "wifi_ssid");
    expect(wasCut ? [stored ?? "", wanted] : [wanted], `round ${round}`).toContain(found);
    if (found !== "") {
      stored = found;
      expect(instance.accountField(handle, "wifi_password")).toBe(ACCOUNT.wifi_password);
      expect(instance.accountField(handle, "node_id")).toBe("node");
    }
  }
  expect(stored).toBeDefined();
});
