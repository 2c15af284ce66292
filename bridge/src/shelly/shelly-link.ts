import { shellyCommandTopic } from "@homesync/broker";
import { decode, encode, type Message, type MessageContent } from "@homesync/protocol";
import type { Logger } from "pino";
import type { IncomingMessage, Link, LinkHandlers, LinkStatus, OutgoingMessage } from "../link/link.ts";
import type { NodeAddress } from "../state/node-state.ts";
import type { ShellyMapping } from "./mapping.ts";
import { parseShellyTopic, translate } from "./translate.ts";

/** Ids of Shellies that are in no mapping and were told of. */
const MAX_TOLD = 1_000;

type RelayCommand = Extract<Message, { key: "command/relay" }>;

/**
 * A link on which mapped Shellies are nodes: what they say comes as a node would say it, a relay command to one goes out
 * as the Shelly's own, and the relay's next state is the answer.
 */
export class ShellyLink implements Link {
  readonly #inner: Link;
  readonly #mapping: ShellyMapping;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #log: Logger;
  /** By Shelly: the command that waits for its relay's state. */
  readonly #waiting = new Map<string, string>();
  readonly #told = new Set<string>();
  #handlers: LinkHandlers | undefined;

  constructor(inner: Link, mapping: ShellyMapping, log: Logger) {
    this.#inner = inner;
    this.#mapping = mapping;
    this.#ids = new Map([...mapping].map(([id, node]) => [keyOf(node), id]));
    this.#log = log;
  }

  get status(): LinkStatus {
    return this.#inner.status;
  }

  get address(): string {
    return this.#inner.address;
  }

  get problems(): Link["problems"] {
    return this.#inner.problems;
  }

  get traffic(): Link["traffic"] {
    return this.#inner.traffic;
  }

  watch(node: NodeAddress): void {
    if (!this.#ids.has(keyOf(node))) this.#inner.watch(node);
  }

  unwatch(node: NodeAddress): void {
    this.#inner.unwatch(node);
  }

  renew(node: NodeAddress): void {
    this.#inner.renew(node);
  }

  start(handlers: LinkHandlers): Promise<void> {
    this.#handlers = handlers;
    return this.#inner.start({
      onMessage: (message) => this.#take(message, handlers),
      onGroupEnd: (acknowledge) => handlers.onGroupEnd(acknowledge),
      onStatus: (status) => handlers.onStatus(status),
    });
  }

  async publish(message: OutgoingMessage): Promise<void> {
    const decoded = decode(message.topic, message.bytes);
    const id = decoded.ok ? this.#ids.get(keyOf(decoded.value)) : undefined;
    if (id === undefined || !decoded.ok) {
      await this.#inner.publish(message);
      return;
    }
    const command = decoded.value;
    if (command.key === "command/relay") await this.#switch(id, command);
    else this.#refuse(command);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #take(message: IncomingMessage, handlers: LinkHandlers): void {
    const topic = parseShellyTopic(message.topic);
    if (topic === undefined) {
      handlers.onMessage(message);
      return;
    }
    const node = this.#mapping.get(topic.id);
    if (node === undefined) {
      this.#tellUnknown(topic.id);
      return;
    }
    const text = Buffer.from(message.payload).toString("latin1").trim();
    const requestId = this.#waiting.get(topic.id);
    const cause = requestId === undefined ? "button" : "command";
    const translated = translate(node, topic.name, text, cause);
    if (translated === undefined) {
      this.#log.warn(
        { shelly: topic.id, name: topic.name, text: text.slice(0, 64) },
        "a Shelly says what has no meaning here",
      );
      return;
    }
    const { retained, qos } = message;
    handlers.onMessage({ topic: translated.topic, payload: translated.bytes, retained, qos });
    if (topic.name === "relay/0" && requestId !== undefined && !retained) {
      this.#waiting.delete(topic.id);
      const result = text === "on" ? "on" : "off";
      this.#hand({
        ...node,
        key: "response/command",
        payload: { request_id: requestId, status: "success", result },
      });
    }
  }

  async #switch(id: string, { payload }: RelayCommand): Promise<void> {
    // A repeated toggle would undo the first one.
    const isRepeated = this.#waiting.get(id) === payload.request_id;
    if (isRepeated && payload.action === "toggle") return;
    this.#waiting.set(id, payload.request_id);
    const bytes = Buffer.from(payload.action);
    await this.#inner.publish({ topic: shellyCommandTopic(id), bytes, qos: 1, retain: false });
  }

  #refuse({ homeId, nodeId, payload, key }: Message): void {
    if (!("request_id" in payload)) return;
    const { request_id } = payload;
    const message = "a Shelly takes relay commands only";
    const refusal = { request_id, status: "error", error: "unsupported", message } as const;
    if (key === "command/ota") this.#hand({ homeId, nodeId, key: "response/ota", payload: refusal });
    else this.#hand({ homeId, nodeId, key: "response/command", payload: refusal });
  }

  /** Hands on what no Shelly has said. */
  #hand(content: MessageContent): void {
    const encoded = encode(content);
    if (!encoded.ok) throw new Error(encoded.error.message);
    const { topic, bytes } = encoded.value;
    this.#handlers?.onMessage({ topic, payload: bytes, retained: false, qos: 0 });
  }

  #tellUnknown(id: string): void {
    if (this.#told.has(id) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(id);
    this.#log.warn(
      { shelly: id.slice(0, 64) },
      "a Shelly that is in no mapping is left out: add it to the mapping file",
    );
  }
}

const keyOf = ({ homeId, nodeId }: NodeAddress): string => `${homeId}/${nodeId}`;
