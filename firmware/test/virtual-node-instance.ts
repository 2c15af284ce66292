import { ACCOUNT_FIELDS, type AccountFieldName } from "@homesync/protocol";
import type { CoreExports, CoreImports } from "@homesync/simulator";
import { type WasmModule, webAssembly } from "./webassembly.ts";

/** One call of a node to its host. */
export type HostCall = { readonly node: number } & (
  | {
      readonly call: "connect";
      readonly clientId: string;
      readonly will: PublishedMessage;
      readonly keepAliveS: number;
      readonly cleanSession: boolean;
    }
  | { readonly call: "subscribe"; readonly filter: string; readonly qos: number }
  | { readonly call: "publish"; readonly message: PublishedMessage; readonly packet: number }
  | { readonly call: "disconnect" | "abort" | "crashed" }
  | { readonly call: "ended"; readonly restart: boolean }
  | { readonly call: "log"; readonly level: number; readonly line: string }
  | { readonly call: "relay"; readonly on: boolean }
  | { readonly call: "download_prepare"; readonly url: string }
  | { readonly call: "download_start"; readonly offset: number }
  | { readonly call: "download_abort" }
);

export interface PublishedMessage {
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly qos: number;
  readonly retain: boolean;
}

/** 2025-02-06T14:30:00.000Z: the time of day at the monotonic clock's 0. */
export const START_UTC_MS = 1_738_852_200_000;

/** An instance of the virtual node's module on a clock of its own, which keeps what its nodes ask of their host. */
export class VirtualNodeInstance {
  exports!: CoreExports;
  /** In the order in which they were made. */
  calls: HostCall[] = [];
  /** What the nodes' public key says of a signature; without one, none is good. */
  verify: (bytes: Uint8Array, signature: Uint8Array) => boolean = () => false;
  /** Told of every call, as it is made; it must not call the instance. */
  onCall: (call: HostCall) => void = () => {};
  #nowMs: number;
  #packet = 0;

  private constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  /** @param startMs the monotonic clock's first moment */
  static async load(module: WasmModule, startMs = 0): Promise<VirtualNodeInstance> {
    const made = new VirtualNodeInstance(startMs);
    const { exports } = await webAssembly.instantiate(module, { host: made.#imports() });
    made.exports = exports as CoreExports;
    made.pass(0);
    return made;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Lets time pass without calling a node. */
  pass(spanMs: number): void {
    this.#nowMs += spanMs;
    this.exports.set_clock(this.#nowMs, START_UTC_MS + this.#nowMs);
  }

  /** A node, not started; 0 when it was refused. */
  create(node: number, homeId: string, nodeId: string, seed = node + 1): number {
    const homeIdSize = this.#write(Buffer.from(homeId), 0);
    const nodeIdSize = this.#write(Buffer.from(nodeId), homeIdSize);
    return this.exports.node_create(node, homeIdSize, nodeIdSize, seed);
  }

  /** A node that has to be provisioned, not started. */
  createUnprovisioned(node: number, seed = node + 1): number {
    return this.exports.node_create_unprovisioned(node, seed);
  }

  /** Types a line on a node's serial port; what it answers. */
  type(handle: number, line: string | Uint8Array): unknown {
    return this.#answer(this.exports.provisioning_line(handle, this.#write(Buffer.from(line), 0)));
  }

  /** Sends the portal's form; what the node answers. */
  submit(handle: number, form: string): unknown {
    return this.#answer(this.exports.provisioning_form(handle, this.#write(Buffer.from(form), 0)));
  }

  /** A field of the account that the node has; empty when it is not set. */
  accountField(handle: number, name: AccountFieldName): string {
    const place = Object.keys(ACCOUNT_FIELDS).indexOf(name);
    return this.#text(this.exports.scratch(), this.exports.provisioning_field(handle, place));
  }

  /** Brings the one network into the node's reach; none when it has no name. */
  setWifi(handle: number, ssid: string, password = ""): void {
    const ssidSize = this.#write(Buffer.from(ssid), 0);
    this.exports.hardware_wifi(handle, ssidSize, this.#write(Buffer.from(password), ssidSize));
  }

  /** A started node whose connection the broker has accepted. */
  connected(node: number, homeId: string, nodeId: string): number {
    const handle = this.create(node, homeId, nodeId);
    this.exports.node_start(handle);
    this.exports.node_connected(handle, 0);
    return handle;
  }

  /** Polls the node whenever it asks for it, for `spanMs`. */
  run(handle: number, spanMs: number): void {
    const endMs = this.#nowMs + spanMs;
    for (let wakeMs = this.exports.node_poll(handle); this.#nowMs < endMs; ) {
      this.pass(Math.min(Math.max(wakeMs - this.#nowMs, 1), endMs - this.#nowMs));
      wakeMs = this.exports.node_poll(handle);
    }
  }

  send(handle: number, topic: string, payload: Uint8Array, flags = 1): void {
    const topicSize = this.#write(Buffer.from(topic), 0);
    this.exports.node_message(handle, topicSize, this.#write(payload, topicSize), flags);
  }

  /** Bytes of a file that the node downloads, in pieces that fit. */
  receive(handle: number, bytes: Uint8Array): void {
    const capacity = this.exports.scratch_size();
    for (let at = 0; at < bytes.length; at += capacity) {
      this.exports.download_data(handle, this.#write(bytes.subarray(at, at + capacity), 0));
    }
  }

  /** The calls since this was last asked, of one kind. */
  take<Kind extends HostCall["call"]>(kind: Kind): Extract<HostCall, { call: Kind }>[] {
    const taken = this.calls.filter((made): made is Extract<HostCall, { call: Kind }> => made.call === kind);
    this.calls = [];
    return taken;
  }

  /** The order of the calls since it was last asked, logs left out. */
  takeOrder(): string[] {
    const order = this.calls.filter(({ call }) => call !== "log").map(({ call }) => call);
    this.calls = [];
    return order;
  }

  #answer(size: number): unknown {
    return size === 0 ? undefined : JSON.parse(this.#text(this.exports.scratch(), size));
  }

  #write(bytes: Uint8Array, offset: number): number {
    const scratch = Buffer.from(
      this.exports.memory.buffer,
      this.exports.scratch(),
      this.exports.scratch_size(),
    );
    scratch.set(bytes, offset);
    return bytes.length;
  }

  #bytes(at: number, size: number): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, at, size).slice();
  }

  #text(at: number, size: number): string {
    return Buffer.from(this.#bytes(at, size)).toString("utf8");
  }

  #imports(): Record<keyof CoreImports, (...values: number[]) => unknown> {
    const add = (call: HostCall) => {
      this.calls.push(call);
      this.onCall(call);
    };
    return {
      mqtt_connect: (node, id, idSize, topic, topicSize, payload, payloadSize, flags, keepAliveS, clean) => {
        const will = this.#message(topic, topicSize, payload, payloadSize, flags);
        const clientId = this.#text(id, idSize);
        add({ node, call: "connect", clientId, will, keepAliveS, cleanSession: clean === 1 });
      },
      mqtt_subscribe: (node, filter, size, qos) =>
        add({ node, call: "subscribe", filter: this.#text(filter, size), qos }),
      mqtt_publish: (node, topic, topicSize, payload, payloadSize, flags) => {
        this.#packet++;
        const message = this.#message(topic, topicSize, payload, payloadSize, flags);
        add({ node, call: "publish", message, packet: this.#packet });
        return this.#packet;
      },
      mqtt_disconnect: (node) => add({ node, call: "disconnect" }),
      mqtt_abort: (node) => add({ node, call: "abort" }),
      ended: (node, restart) => add({ node, call: "ended", restart: restart === 1 }),
      log: (node, level, line, size) => add({ node, call: "log", level, line: this.#text(line, size) }),
      relay_changed: (node, on) => add({ node, call: "relay", on: on === 1 }),
      crashed: (node) => add({ node, call: "crashed" }),
      download_prepare: (node, url, size) =>
        add({ node, call: "download_prepare", url: this.#text(url, size) }),
      download_start: (node, offset) => add({ node, call: "download_start", offset }),
      download_abort: (node) => add({ node, call: "download_abort" }),
      verify_signature: (_node, bytes, bytesSize, signature, size) =>
        this.verify(this.#bytes(bytes, bytesSize), this.#bytes(signature, size)) ? 1 : 0,
    };
  }

  #message(topic: number, topicSize: number, payload: number, size: number, flags: number): PublishedMessage {
    return {
      topic: this.#text(topic, topicSize),
      bytes: this.#bytes(payload, size),
      qos: flags & 3,
      retain: (flags & 4) !== 0,
    };
  }
}

/** What the module imports, all of it from `host`. */
export const IMPORTS: readonly (keyof CoreImports)[] = [
  "mqtt_connect",
  "mqtt_subscribe",
  "mqtt_publish",
  "mqtt_disconnect",
  "mqtt_abort",
  "ended",
  "log",
  "relay_changed",
  "crashed",
  "download_prepare",
  "download_start",
  "download_abort",
  "verify_signature",
];
