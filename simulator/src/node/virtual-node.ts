import { OFFLINE_REASONS } from "@homesync/protocol";
import { verifySignature } from "@homesync/protocol/signing";
import type { Core, CoreHost } from "../core/core.ts";
import type { ConnectFields } from "../mqtt/cold-frames.ts";
import { Connection } from "../mqtt/connection.ts";
import type { ConnectionOwner } from "../mqtt/connection-owner.ts";
import type { Failure } from "../mqtt/failure.ts";
import type { MqttIo } from "../mqtt/io.ts";
import type { Clock } from "../scheduler/clock.ts";
import {
  type DownloadEnd,
  type DownloadOwner,
  downloadEndIndex,
  ImageDownload,
} from "../update/image-download.ts";
import type { UpdateTrust } from "../update/trust.ts";
import { emptySurroundings, type HomeWorld } from "../world/home-world.ts";
import type { NodeConfig } from "./config.ts";

/** How old what the sensors see may become; the node samples once a second. A little less, as wake-ups have a grain. */
const SURROUNDINGS_MS = 980;

/** What the nodes of one fleet share. */
export interface NodeEnvironment {
  readonly core: Core;
  readonly io: MqttIo;
  readonly clock: Clock;
  readonly updates: UpdateTrust;
  /** Tells the core what time it is; to be called before anything else of the core. Answers monotonic ms. */
  enterCore(): number;
  /** The node wants to be woken as soon as possible. */
  wakeSoon(node: VirtualNode): void;
  connected(node: VirtualNode): void;
  disconnected(node: VirtualNode, failure: Failure | undefined): void;
  ended(node: VirtualNode, restart: boolean): void;
  logged(node: VirtualNode, level: number, line: string): void;
  relayChanged(node: VirtualNode, on: boolean): void;
}

// One for all nodes: it is filled and read at once.
const surroundings = emptySurroundings();

/** One node: the real core, simulated hardware in a simulated home, and an MQTT connection. */
export class VirtualNode implements CoreHost, ConnectionOwner, DownloadOwner {
  readonly index: number;
  readonly homeId: string;
  readonly nodeId: string;
  /** The client id of its last CONNECT; empty before the first. */
  clientId = "";
  readonly #environment: NodeEnvironment;
  readonly #world: HomeWorld;
  readonly #connection: Connection;
  readonly #handle: number;
  #surroundingsMs = Number.NEGATIVE_INFINITY;
  #restarts = false;
  /** Made for the first update: most nodes never have one. */
  #download: ImageDownload | undefined;

  constructor(environment: NodeEnvironment, config: NodeConfig) {
    this.index = config.index;
    this.homeId = config.homeId;
    this.nodeId = config.nodeId;
    this.#environment = environment;
    this.#world = config.world;
    this.#connection = new Connection(environment.io, this);
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

  /** Power on. */
  start(): void {
    this.#see(this.#environment.enterCore());
    this.#environment.core.exports.node_start(this.#handle);
    this.#environment.wakeSoon(this);
  }

  /** Does what is due and answers when to be called next, monotonic ms. */
  wake(): number {
    const nowMs = this.#environment.enterCore();
    if (nowMs - this.#surroundingsMs >= SURROUNDINGS_MS) this.#see(nowMs);
    if (this.#restarts) {
      this.#restarts = false;
      this.#environment.core.exports.node_start(this.#handle);
    }
    const wishMs = this.#environment.core.exports.node_poll(this.#handle);
    return Math.min(wishMs, this.#connection.service(nowMs));
  }

  /** Begins the planned absence: `ended` follows. */
  shutdown(reason: (typeof OFFLINE_REASONS)[number]): void {
    this.#environment.enterCore();
    this.#environment.core.exports.node_shutdown(this.#handle, OFFLINE_REASONS.indexOf(reason));
    this.#environment.wakeSoon(this);
  }

  /** Takes the node away at once, without a word on the network: the broker publishes its will. */
  destroy(): void {
    this.#connection.abort();
    this.#download?.abort();
    this.#environment.core.destroy(this.index, this.#handle);
  }

  // ConnectionOwner: from the network to the core.

  onConnected(sessionPresent: boolean): void {
    this.#environment.enterCore();
    this.#environment.core.exports.node_connected(this.#handle, sessionPresent ? 1 : 0);
    this.#environment.connected(this);
    this.#environment.wakeSoon(this);
  }

  onClosed(failure: Failure | undefined): void {
    this.#environment.enterCore();
    this.#environment.core.exports.node_disconnected(this.#handle);
    this.#environment.disconnected(this, failure);
    this.#environment.wakeSoon(this);
  }

  onMessage(topic: string, payload: Buffer, flags: number): void {
    this.#environment.enterCore();
    this.#environment.core.message(this.#handle, topic, payload, flags);
    this.#environment.wakeSoon(this);
  }

  onPublished(packetId: number): void {
    this.#environment.enterCore();
    this.#environment.core.exports.node_published(this.#handle, packetId);
  }

  // DownloadOwner: from the image server to the core.

  onDownloadOpened(offset: number, total: number): void {
    this.#environment.enterCore();
    this.#environment.core.exports.download_opened(this.#handle, offset, total);
    this.#environment.wakeSoon(this);
  }

  onDownloadData(bytes: Uint8Array): void {
    this.#environment.enterCore();
    this.#environment.core.downloadData(this.#handle, bytes);
    this.#environment.wakeSoon(this);
  }

  onDownloadEnded(end: DownloadEnd): void {
    this.#environment.enterCore();
    this.#environment.core.exports.download_ended(this.#handle, downloadEndIndex(end));
    this.#environment.wakeSoon(this);
  }

  // CoreHost: from the core to the network.

  mqttConnect(fields: ConnectFields): void {
    this.clientId = fields.clientId;
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
    return this.#connection.publish(source, topicAt, topicLength, payloadAt, payloadLength, flags);
  }

  mqttDisconnect(): void {
    this.#connection.disconnect();
  }

  mqttAbort(): void {
    this.#connection.abort();
    this.#environment.disconnected(this, { kind: "timed_out", detail: "the broker did not answer in time" });
  }

  ended(restart: boolean): void {
    this.#restarts = restart;
    this.#environment.ended(this, restart);
  }

  log(level: number, line: string): void {
    this.#environment.logged(this, level, line);
  }

  relayChanged(on: boolean): void {
    this.#environment.relayChanged(this, on);
  }

  downloadPrepare(url: string): void {
    this.#download ??= new ImageDownload(this, this.#environment.updates.ca);
    this.#download.prepare(url);
  }

  downloadStart(offset: number): void {
    this.#download?.start(offset);
  }

  downloadAbort(): void {
    this.#download?.abort();
  }

  verifySignature(bytes: Uint8Array, signature: Uint8Array): boolean {
    const { publicKey } = this.#environment.updates;
    return publicKey !== undefined && verifySignature(bytes, signature, publicKey);
  }

  /** Lets the sensors see the home as it is now. */
  #see(nowMs: number): void {
    this.#surroundingsMs = nowMs;
    const { exports } = this.#environment.core;
    this.#world.at(this.#environment.clock.utcMs(), surroundings);
    exports.hardware_load(
      this.#handle,
      surroundings.powerDw,
      surroundings.voltageDv,
      surroundings.currentMa,
      surroundings.powerFactorCenti,
      surroundings.frequencyDhz,
    );
    exports.hardware_temperature(this.#handle, surroundings.temperatureDeci);
    exports.hardware_rssi(this.#handle, surroundings.rssiDbm);
  }
}
