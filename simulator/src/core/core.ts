import { readFile } from "node:fs/promises";
import type { ConnectFields } from "../mqtt/cold-frames.ts";
import type { CoreExports, CoreImports } from "./abi.ts";
import { type WasmModule, webAssembly } from "./web-assembly.ts";

/** Lies beside `src/` and `dist/` alike. */
const WASM_URL = new URL("../../wasm/node.wasm", import.meta.url);

/** The core in WebAssembly is not there, or is not what this program was made for. */
export class CoreLoadError extends Error {
  override readonly name = "CoreLoadError";
}

/** How the core reaches the world around one node. Called from inside the core: it must not be called back from within. */
export interface CoreHost {
  mqttConnect(fields: ConnectFields): void;
  mqttSubscribe(filter: string, qos: 0 | 1): void;
  /** Copies from `source` (the core's memory). Answers the packet id, 0 when it was not accepted. */
  mqttPublish(
    source: Uint8Array,
    topicAt: number,
    topicLength: number,
    payloadAt: number,
    payloadLength: number,
    flags: number,
  ): number;
  mqttDisconnect(): void;
  mqttAbort(): void;
  ended(restart: boolean): void;
  log(level: number, line: string): void;
  relayChanged(on: boolean): void;
  /** The firmware failed by itself: the node is to be started again. */
  crashed(): void;
  readonly updates: UpdateHost;
}

/** What a node needs for updates over the air. */
export interface UpdateHost {
  /** Where the downloads to come get their file from. */
  prepare(url: string): void;
  /** Asks for the file from byte `offset` on. */
  start(offset: number): void;
  abort(): void;
  /** Whether the signature (DER) over `bytes` is of the key that updates are signed with. Both are the core's memory. */
  verify(bytes: Uint8Array, signature: Uint8Array): boolean;
}

/** One instance of the core, with many nodes in it. It moves bytes between the nodes and their hosts, nothing else. */
export class Core {
  readonly exports: CoreExports;
  readonly #hosts: (CoreHost | undefined)[] = [];
  #memory: Buffer;
  readonly #scratchAt: number;
  readonly #scratchSize: number;

  /**
   * Loads the core that `make wasm` built.
   * @throws CoreLoadError
   */
  static async load(): Promise<Core> {
    let bytes: Buffer;
    try {
      bytes = await readFile(WASM_URL);
    } catch (error) {
      throw new CoreLoadError("the node's core is missing: `make wasm` builds it", { cause: error });
    }
    try {
      return new Core(await webAssembly.compile(bytes));
    } catch (error) {
      throw new CoreLoadError("the node's core cannot be loaded: `make wasm` builds it anew", {
        cause: error,
      });
    }
  }

  constructor(module: WasmModule) {
    const imports: CoreImports = this.#imports();
    const instance = new webAssembly.Instance(module, { host: { ...imports } });
    this.exports = instance.exports as unknown as CoreExports;
    this.exports._initialize?.();
    this.#memory = Buffer.from(this.exports.memory.buffer);
    this.#scratchAt = this.exports.scratch();
    this.#scratchSize = this.exports.scratch_size();
  }

  /**
   * Makes a node; `node` is a number of the caller's, unused so far.
   * @throws RangeError when the core refuses the identity
   */
  create(node: number, homeId: string, nodeId: string, seed: number, host: CoreHost): number {
    this.#hosts[node] = host;
    const homeIdLength = this.#writeText(homeId, 0);
    const nodeIdLength = this.#writeText(nodeId, homeIdLength);
    const handle = this.exports.node_create(node, homeIdLength, nodeIdLength, seed);
    if (handle === 0) throw new RangeError(`the core refused the node ${homeId}/${nodeId}`);
    return handle;
  }

  destroy(node: number, handle: number): void {
    this.exports.node_destroy(handle);
    this.#hosts[node] = undefined;
  }

  /** Hands a received PUBLISH over. One that is longer than the core can take is cut: it refuses it by its length. */
  message(handle: number, topic: string, payload: Uint8Array, flags: number): void {
    const topicLength = this.#writeText(topic, 0);
    const payloadLength = Math.min(payload.length, this.#scratchSize - topicLength);
    const memory = this.#bytes();
    memory.set(payload.subarray(0, payloadLength), this.#scratchAt + topicLength);
    this.exports.node_message(handle, topicLength, payloadLength, flags);
  }

  /** Hands over the next bytes of a file that a node downloads. */
  downloadData(handle: number, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += this.#scratchSize) {
      const piece = bytes.subarray(at, at + this.#scratchSize);
      this.#bytes().set(piece, this.#scratchAt);
      this.exports.download_data(handle, piece.length);
    }
  }

  /** The core's memory; growing it makes a new one. */
  #bytes(): Buffer {
    if (this.#memory.length === 0) this.#memory = Buffer.from(this.exports.memory.buffer);
    return this.#memory;
  }

  /** Writes into scratch, as far as it fits; answers the number of bytes. */
  #writeText(text: string, offset: number): number {
    return this.#bytes().write(text, this.#scratchAt + offset, this.#scratchSize - offset, "utf8");
  }

  #text(at: number, length: number): string {
    return this.#bytes().toString("utf8", at, at + length);
  }

  #host(node: number): CoreHost {
    return this.#hosts[node] as CoreHost;
  }

  #imports(): CoreImports {
    return {
      mqtt_connect: (
        node,
        idAt,
        idLength,
        topicAt,
        topicLength,
        payloadAt,
        payloadLength,
        flags,
        keepAliveS,
        clean,
      ) =>
        this.#host(node).mqttConnect({
          clientId: this.#text(idAt, idLength),
          will: {
            topic: this.#text(topicAt, topicLength),
            payload: Buffer.from(this.#bytes().subarray(payloadAt, payloadAt + payloadLength)),
            qos: (flags & 3) as 0 | 1 | 2,
            retain: (flags & 4) !== 0,
          },
          keepAliveS,
          clean: clean !== 0,
        }),
      mqtt_subscribe: (node, at, length, qos) =>
        this.#host(node).mqttSubscribe(this.#text(at, length), qos as 0 | 1),
      mqtt_publish: (node, topicAt, topicLength, payloadAt, payloadLength, flags) =>
        this.#host(node).mqttPublish(this.#bytes(), topicAt, topicLength, payloadAt, payloadLength, flags),
      mqtt_disconnect: (node) => this.#host(node).mqttDisconnect(),
      mqtt_abort: (node) => this.#host(node).mqttAbort(),
      ended: (node, restart) => this.#host(node).ended(restart !== 0),
      log: (node, level, at, length) => this.#host(node).log(level, this.#text(at, length)),
      relay_changed: (node, on) => this.#host(node).relayChanged(on !== 0),
      crashed: (node) => this.#host(node).crashed(),
      download_prepare: (node, at, length) => this.#host(node).updates.prepare(this.#text(at, length)),
      download_start: (node, offset) => this.#host(node).updates.start(offset >>> 0),
      download_abort: (node) => this.#host(node).updates.abort(),
      verify_signature: (node, at, length, signatureAt, signatureLength) => {
        const bytes = this.#bytes().subarray(at, at + length);
        const signature = this.#bytes().subarray(signatureAt, signatureAt + signatureLength);
        return this.#host(node).updates.verify(bytes, signature) ? 1 : 0;
      },
    };
  }
}
