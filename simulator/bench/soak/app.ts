import { backendSubscriptions, decodePayload, parseTopic } from "@homesync/protocol";
import { connectAsync, type MqttClient } from "mqtt";
import type { CommandAction as AnyAction } from "../../src/commands/actions.ts";
import { composeCommand } from "../../src/commands/compose.ts";
import type { Schedule } from "./schedule.ts";

const COMMAND_PERIOD_MS = 100;
/** In turn, a round of all nodes each: every one changes something, and the relay's tell a status as well. */
type CommandAction = Exclude<AnyAction, "hostile">;
const ACTIONS: readonly CommandAction[] = ["relay.off", "led.on", "relay.on", "led.off"];
/** One metric tells when the node sampled. */
const SAMPLED_METRIC = "telemetry/frequency";

/** Of so many, one is not heard where the app is deaf. */
const DEAF_EVERY = 20;

interface NodeName {
  readonly homeId: string;
  readonly nodeId: string;
}

/** What the app enters what it hears in. */
export interface SoakBooks {
  /** A status or a response came. */
  readonly arrived: (topic: string, payload: string) => void;
  readonly schedule: Schedule;
  /** Categories of which it misses some messages: a planted loss, to see that it is found. */
  readonly deafTo: readonly string[];
}

/** What an app's backend is: an ordinary client that hears everything of the nodes and sends commands. */
export class SoakApp {
  readonly #client: MqttClient;
  readonly #books: SoakBooks;
  /** By topic of its birth: a node that has announced itself. */
  readonly #born = new Map<string, NodeName>();
  readonly #unanswered = new Set<string>();
  /** Births are in, commands go out, and times of samples count. */
  #begun = false;
  #heard = 0;
  #cancelTimer: () => void = () => undefined;
  commands = 0;
  refused = 0;
  statuses = 0;
  readings = 0;

  private constructor(client: MqttClient, books: SoakBooks) {
    this.#client = client;
    this.#books = books;
    client.on("message", (topic, payload) => this.#message(topic, payload));
  }

  static async open(url: string, books: SoakBooks): Promise<SoakApp> {
    const client = await connectAsync(url, { reconnectPeriod: 0 });
    const app = new SoakApp(client, books);
    await client.subscribeAsync(
      Object.fromEntries(backendSubscriptions().map(({ filter, qos }) => [filter, { qos }])),
    );
    return app;
  }

  /** Nodes that have announced themselves: a command to one that never had a session is lost by MQTT, not by us. */
  get born(): number {
    return this.#born.size;
  }

  get unanswered(): number {
    return this.#unanswered.size;
  }

  /** Sends commands from now on, at fixed times however the answers come. */
  begin(): void {
    this.#begun = true;
    const nodes = [...this.#born.values()];
    const startMs = performance.now();
    const timer = setInterval(() => {
      while (startMs + this.commands * COMMAND_PERIOD_MS <= performance.now()) this.#send(nodes);
    }, COMMAND_PERIOD_MS);
    this.#cancelTimer = () => clearInterval(timer);
  }

  /** Sends no more; what is under way may still be answered. */
  pause(): void {
    this.#cancelTimer();
  }

  async close(): Promise<void> {
    this.pause();
    await this.#client.endAsync();
  }

  #send(nodes: readonly NodeName[]): void {
    const { homeId, nodeId } = nodes[this.commands % nodes.length] as NodeName;
    const action = ACTIONS[Math.floor(this.commands / nodes.length) % ACTIONS.length] as CommandAction;
    const requestId = `soak-${this.commands++}`;
    this.#unanswered.add(requestId);
    const command = composeCommand(action, { homeId, nodeId, requestId, utcMs: Date.now() });
    this.#client.publish(command.topic, Buffer.from(command.bytes), { qos: command.qos });
  }

  #message(topic: string, payload: Buffer): void {
    const address = parseTopic(topic);
    // What is empty removes a retained message: the fleet does so at its end, and no node says it.
    if (!address.ok || payload.length === 0) return;
    const { key } = address.value;
    const [category = ""] = key.split("/");
    if (category === "telemetry") {
      this.readings++;
      if (this.#begun && key === SAMPLED_METRIC) this.#sampled(topic, payload);
      return;
    }
    if (this.#begun && this.#books.deafTo.includes(category) && ++this.#heard % DEAF_EVERY === 0) return;
    this.#books.arrived(topic, payload.toString());
    if (key === "response/command") this.#answered(topic, payload);
    else this.statuses++;
    if (key === "status/online") this.#born.set(topic, address.value);
  }

  #sampled(topic: string, payload: Buffer): void {
    const decoded = decodePayload(SAMPLED_METRIC, payload, topic);
    if (decoded.ok && decoded.value.timestampMs !== undefined) {
      this.#books.schedule.sampled(topic, decoded.value.timestampMs);
    }
  }

  #answered(topic: string, payload: Buffer): void {
    const decoded = decodePayload("response/command", payload, topic);
    if (!decoded.ok || !this.#unanswered.delete(decoded.value.payload.request_id)) return;
    if (decoded.value.payload.status === "error") this.refused++;
  }
}
