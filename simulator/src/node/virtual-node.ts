import { OFFLINE_REASONS } from "@homesync/protocol";
import type { Core, CoreHost } from "../core/core.ts";
import type { ConnectFields } from "../mqtt/cold-frames.ts";
import { Connection } from "../mqtt/connection.ts";
import type { ConnectionOwner } from "../mqtt/connection-owner.ts";
import type { Failure } from "../mqtt/failure.ts";
import type { MqttIo } from "../mqtt/io.ts";
import type { Clock } from "../scheduler/clock.ts";
import { NodeUpdates } from "../update/node-updates.ts";
import type { UpdateTrust } from "../update/trust.ts";
import { emptySurroundings, type HomeWorld } from "../world/home-world.ts";
import type { NodeConfig } from "./config.ts";
import { actOnHardware } from "./hardware-action.ts";
import type { NodeAction } from "./node-action.ts";
import type { NodeEvent, NodeListener, NodeState } from "./node-event.ts";
import { SurroundingsOverride } from "./surroundings-override.ts";

/** How old what the sensors see may become; the node samples once a second. A little less, as wake-ups have a grain. */
const SURROUNDINGS_MS = 980;
const LEVELS = ["debug", "info", "warning", "error"] as const;
const NO_ANSWER: Failure = { kind: "timed_out", detail: "the broker did not answer in time" };
const NODE_FAILED: Failure = { kind: "node_failed", detail: "the node lost its supply or crashed" };

/** What the nodes of one fleet share. */
export interface NodeEnvironment {
  readonly core: Core;
  readonly io: MqttIo;
  readonly clock: Clock;
  readonly updateTrust: UpdateTrust;
  /** The fleet stops: no node boots any more. */
  readonly isEnding: boolean;
  /**
   * Tells the core what time it is for a node; to be called before anything else of the core.
   * @param skewMs how far the node's clock is ahead; NaN: it is not set
   * @returns monotonic ms
   */
  enterCore(skewMs: number): number;
  /** The node wants to be woken as soon as possible. */
  wakeSoon(node: VirtualNode): void;
  /** The node has power: it boots. */
  switchedOn(node: VirtualNode): void;
  /** The node has no power, or halted. */
  switchedOff(node: VirtualNode): void;
  connecting(node: VirtualNode): void;
  connected(node: VirtualNode): void;
  disconnected(node: VirtualNode, failure: Failure | undefined): void;
  /** The node went off in order. */
  ended(node: VirtualNode, restart: boolean): void;
  logged(node: VirtualNode, level: (typeof LEVELS)[number], line: string): void;
  relayChanged(node: VirtualNode, on: boolean): void;
  /** A message was handed to the connection. `category`: first letter of `telemetry`, `status` or `response`. */
  published(category: number, accepted: boolean): void;
}

// One for all nodes: it is filled and read at once.
const surroundings = emptySurroundings();

/** One node: the real core, simulated hardware in a simulated home, and an MQTT connection. */
export class VirtualNode implements CoreHost, ConnectionOwner {
  readonly index: number;
  readonly homeId: string;
  readonly nodeId: string;
  /** The client id of its last CONNECT; empty before the first. */
  clientId = "";
  readonly #environment: NodeEnvironment;
  readonly #world: HomeWorld;
  readonly #connection: Connection;
  readonly #handle: number;
  /** Of its topics, up to the category. */
  readonly #prefixLength: number;
  #surroundingsMs = Number.NEGATIVE_INFINITY;
  #boots = false;
  #skewMs = 0;
  #override: SurroundingsOverride | null = null;
  #listeners: readonly NodeListener[] | null = null;
  #updates: NodeUpdates | null = null;

  constructor(environment: NodeEnvironment, config: NodeConfig) {
    this.index = config.index;
    this.homeId = config.homeId;
    this.nodeId = config.nodeId;
    this.#prefixLength = `homesync/${config.homeId}/nodes/${config.nodeId}/`.length;
    this.#environment = environment;
    this.#world = config.world;
    this.#connection = new Connection(environment.io, this, environment.io.loginOf(this.homeId, this.nodeId));
    const { core } = environment;
    this.#handle = core.create(config.index, config.homeId, config.nodeId, config.seed, this);
    for (const [setting, value] of config.settings) {
      if (core.exports.node_setting(this.#handle, setting, value) === 0) {
        throw new RangeError(`the core refused the value ${value} of setting ${setting}`);
      }
    }
  }

  get isConnected(): boolean {
    return this.#connection.isOpen;
  }

  get isRunning(): boolean {
    return this.#environment.core.exports.node_is_running(this.#handle) !== 0;
  }

  state(): NodeState {
    const { exports } = this.#environment.core;
    this.#enter();
    return {
      isRunning: this.isRunning,
      isConnected: this.isConnected,
      relayIsOn: exports.relay_is_on(this.#handle) !== 0,
      ledIsOn: exports.led_is_on(this.#handle) !== 0,
      energyWh: exports.energy_wh(this.#handle),
    };
  }

  /**
   * Calls back for what happens here. Nobody listening costs nothing.
   * @returns stops the calls
   */
  listen(listener: NodeListener): () => void {
    this.#listeners = [...(this.#listeners ?? []), listener];
    return () => {
      const others = this.#listeners?.filter((other) => other !== listener) ?? [];
      this.#listeners = others.length === 0 ? null : others;
    };
  }

  /** Power on. */
  start(): void {
    this.#environment.switchedOn(this);
    this.#see(this.#enter());
    this.#environment.core.exports.node_start(this.#handle);
    this.#environment.wakeSoon(this);
  }

  /** Does what is due and answers when to be called next, monotonic ms. */
  wake(): number {
    const nowMs = this.#enter();
    if (nowMs - this.#surroundingsMs >= SURROUNDINGS_MS) this.#see(nowMs);
    if (this.#boots) {
      this.#boots = false;
      this.#environment.core.exports.node_start(this.#handle);
    }
    const wishMs = this.#environment.core.exports.node_poll(this.#handle);
    const serviceMs = this.#connection.service(nowMs);
    // What it did may have ended in a boot.
    return this.#boots ? nowMs : Math.min(wishMs, serviceMs);
  }

  /** Begins the planned absence: `ended` follows. */
  shutdown(reason: (typeof OFFLINE_REASONS)[number]): void {
    this.#enter();
    if (!this.isRunning) {
      // It boots just now, or has no power.
      if (reason === "shutdown") this.#off();
      return;
    }
    this.#environment.core.exports.node_shutdown(this.#handle, OFFLINE_REASONS.indexOf(reason));
    this.#environment.wakeSoon(this);
  }

  /** Takes the node away at once, without a word on the network: the broker publishes its will. */
  destroy(): void {
    this.#connection.abort();
    this.#updates?.abort();
    this.#environment.core.destroy(this.index, this.#handle);
  }

  /** Does something to the node. */
  act(action: NodeAction): void {
    this.#enter();
    this.#perform(action);
    this.#environment.wakeSoon(this);
  }

  #perform(action: NodeAction): void {
    const { exports } = this.#environment.core;
    const handle = this.#handle;
    switch (action.kind) {
      case "power_cut":
        exports.node_power_cut(handle);
        this.#off();
        this.#loseConnection(action.silent === true);
        break;
      case "power_on":
        if (!this.isRunning) this.start();
        break;
      case "crash":
        if (!this.isRunning) break;
        exports.node_crash(handle, action.cause === "watchdog" ? 0 : 1);
        this.#boots = true;
        this.#loseConnection(false);
        break;
      case "restart":
      case "shutdown":
        this.shutdown(action.kind);
        break;
      case "abort_connection":
        this.#connection.reset();
        break;
      case "half_open":
        this.#connection.stall();
        break;
      case "redirect":
        this.#connection.redirect(action.to);
        break;
      case "line":
        this.#connection.impair(action.impairments, this.index);
        break;
      case "send_bytes":
        this.#connection.sendBytes(action.bytes);
        break;
      case "receive_bytes":
        if (action.when === "now") this.#connection.receiveBytes(action.bytes);
        else this.#connection.greetWith(action.bytes);
        break;
      case "clock":
        this.#skewMs = action.skewMs ?? Number.NaN;
        break;
      case "load":
      case "temperature":
      case "rssi":
      case "thermometer":
        this.#surround(action);
        break;
      default:
        actOnHardware(exports, handle, action);
    }
  }

  #surround(action: Extract<NodeAction, { kind: "load" | "temperature" | "rssi" | "thermometer" }>): void {
    this.#override ??= new SurroundingsOverride();
    switch (action.kind) {
      case "load":
        this.#override.load = action.load;
        break;
      case "temperature":
        this.#override.celsius = action.celsius;
        break;
      case "rssi":
        this.#override.rssiDbm = action.dbm;
        break;
      case "thermometer":
        this.#override.thermometer = action.present;
        break;
    }
    this.#see(this.#enter());
  }

  /** The node is gone, and its connection with it; nobody behind it hears of that. */
  #loseConnection(silent: boolean): void {
    const wasUsed = this.#connection.isUsed;
    if (silent) this.#connection.abandon();
    else this.#connection.abort();
    this.#connection.forget();
    if (!wasUsed) return;
    this.#tellDisconnected(NODE_FAILED);
  }

  #tell(event: NodeEvent): void {
    for (const listener of this.#listeners ?? []) listener(event);
  }

  #off(): void {
    this.#boots = false;
    this.#environment.switchedOff(this);
  }

  #tellDisconnected(failure: Failure | undefined): void {
    this.#environment.disconnected(this, failure);
    if (this.#listeners !== null) this.#tell({ kind: "disconnected", failure });
  }

  // ConnectionOwner: from the network to the core.

  onConnected(sessionPresent: boolean): void {
    this.#enter();
    this.#environment.core.exports.node_connected(this.#handle, sessionPresent ? 1 : 0);
    this.#environment.connected(this);
    if (this.#listeners !== null) this.#tell({ kind: "connected", sessionPresent });
    this.#environment.wakeSoon(this);
  }

  onClosed(failure: Failure | undefined): void {
    this.#enter();
    this.#environment.core.exports.node_disconnected(this.#handle);
    this.#tellDisconnected(failure);
    this.#environment.wakeSoon(this);
  }

  onMessage(topic: string, payload: Buffer, flags: number): void {
    this.#enter();
    if (this.#listeners !== null)
      this.#tell({
        kind: "received",
        topic,
        payload: Buffer.from(payload),
        qos: flags & 3,
        retain: (flags & 4) !== 0,
      });
    this.#environment.core.message(this.#handle, topic, payload, flags);
    this.#environment.wakeSoon(this);
  }

  onPublished(packetId: number): void {
    this.#enter();
    this.#environment.core.exports.node_published(this.#handle, packetId);
  }

  // CoreHost: from the core to the network.

  mqttConnect(fields: ConnectFields): void {
    this.clientId = fields.clientId;
    this.#environment.connecting(this);
    this.#connection.open(fields);
  }

  mqttSubscribe(filter: string, qos: 0 | 1): void {
    this.#connection.subscribe(filter, qos);
  }

  mqttPublish(
    source: Uint8Array,
    topicAt: number,
    topicLength: number,
    payloadAt: number,
    payloadLength: number,
    flags: number,
  ): number {
    const packetId = this.#connection.publish(source, topicAt, topicLength, payloadAt, payloadLength, flags);
    this.#environment.published(source[topicAt + this.#prefixLength] as number, packetId !== 0);
    if (this.#listeners !== null)
      this.#tell({
        kind: "published",
        topic: Buffer.from(source.subarray(topicAt, topicAt + topicLength)).toString(),
        payload: Buffer.from(source.subarray(payloadAt, payloadAt + payloadLength)),
        qos: flags & 3,
        retain: (flags & 4) !== 0,
        accepted: packetId !== 0,
      });
    return packetId;
  }

  mqttDisconnect(): void {
    this.#connection.disconnect();
  }

  mqttAbort(): void {
    this.#connection.abort();
    if (this.isRunning) {
      this.#tellDisconnected(NO_ANSWER);
      return;
    }
    // It lost its supply while it wrote to its flash.
    this.#tellDisconnected(NODE_FAILED);
    this.#off();
  }

  ended(restart: boolean): void {
    this.#environment.ended(this, restart);
    if (this.#listeners !== null) this.#tell({ kind: "ended", restart });
    if (restart && !this.#environment.isEnding) {
      this.#boots = true;
      this.#environment.wakeSoon(this);
    } else this.#off();
  }

  crashed(): void {
    this.#boots = !this.#environment.isEnding;
    if (!this.#boots) this.#off();
    this.#loseConnection(false);
    this.#environment.wakeSoon(this);
  }

  /** Made for the first update: most nodes never have one. */
  get updates(): NodeUpdates {
    this.#updates ??= new NodeUpdates({
      core: this.#environment.core,
      handle: this.#handle,
      trust: this.#environment.updateTrust,
      enter: () => this.#enter(),
      wakeSoon: () => this.#environment.wakeSoon(this),
    });
    return this.#updates;
  }

  log(level: number, line: string): void {
    const name = LEVELS[level] ?? "error";
    this.#environment.logged(this, name, line);
    if (this.#listeners !== null) this.#tell({ kind: "logged", level: name, line });
  }

  relayChanged(on: boolean): void {
    this.#environment.relayChanged(this, on);
    if (this.#listeners !== null) this.#tell({ kind: "relay", on });
  }

  #enter(): number {
    return this.#environment.enterCore(this.#skewMs);
  }

  /** Lets the sensors see the home as it is now. */
  #see(nowMs: number): void {
    this.#surroundingsMs = nowMs;
    const { exports } = this.#environment.core;
    this.#world.at(this.#environment.clock.utcMs(), surroundings);
    this.#override?.apply(surroundings);
    exports.hardware_load(
      this.#handle,
      surroundings.powerDw,
      surroundings.voltageDv,
      surroundings.currentMa,
      surroundings.powerFactorCenti,
      surroundings.frequencyDhz,
    );
    if (this.#override?.thermometer === false) exports.hardware_no_temperature(this.#handle);
    else exports.hardware_temperature(this.#handle, surroundings.temperatureDeci);
    exports.hardware_rssi(this.#handle, surroundings.rssiDbm);
  }
}
