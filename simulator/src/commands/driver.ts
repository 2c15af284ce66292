import type { BrokerAccess } from "@homesync/broker/reach";
import { backendSubscriptions, decodePayload, parseTopic } from "@homesync/protocol";
import type { MqttClient } from "mqtt";
import type { Metrics } from "../metrics/metrics.ts";
import type { Clock } from "../scheduler/clock.ts";
import { hash, uniform } from "../world/noise.ts";
import { COMMAND_ACTION_NAMES, type CommandAction } from "./actions.ts";
import { BornNodes } from "./born-nodes.ts";
import { closeClient, openClient, subscribeAll } from "./client.ts";
import { composeCommand } from "./compose.ts";
import { HOSTILE_COMMANDS } from "./hostile.ts";
import type { NodeName, OwnNodes } from "./own-nodes.ts";
import { Pending } from "./pending.ts";

export interface CommandPlan {
  readonly ratePerS: number;
  readonly mix: Readonly<Partial<Record<CommandAction, number>>>;
  readonly timeoutMs: number;
}

/** What is sent but not answered at most: an answer that never comes must not cost memory for ever. */
const MAX_PENDING = 50_000;
const SALT = 0x636f_6d64;
const TICK_MS = 10;

/**
 * Sends commands as an app's backend does, through an ordinary MQTT client, at fixed times however the answers come: an
 * open loop. A round trip counts from the time at which its command was due.
 */
export class CommandDriver {
  readonly #client: MqttClient;
  readonly #plan: CommandPlan;
  readonly #own: OwnNodes;
  readonly #nodes = new BornNodes();
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #pending: Pending;
  readonly #seed: number;
  readonly #periodMs: number;
  #startMs = 0;
  #due = 0;
  #hostile = 0;
  #cancelTimer: () => void = () => undefined;

  private constructor(
    client: MqttClient,
    plan: CommandPlan,
    seed: number,
    own: OwnNodes,
    metrics: Metrics,
    clock: Clock,
  ) {
    this.#client = client;
    this.#plan = plan;
    this.#periodMs = 1000 / plan.ratePerS;
    this.#own = own;
    this.#metrics = metrics;
    this.#clock = clock;
    this.#seed = hash(seed, SALT);
    this.#pending = new Pending(plan.timeoutMs, metrics);
    client.on("message", (topic, payload) => this.#message(topic, payload));
  }

  /**
   * Connects and subscribes to what the run's homes answer, and to the births of their nodes.
   * @param own those that commands go to, as soon as they have announced themselves
   */
  static async open(
    access: BrokerAccess,
    plan: CommandPlan,
    seed: number,
    own: OwnNodes,
    metrics: Metrics,
    clock: Clock,
  ): Promise<CommandDriver> {
    // The retained births of before come with the subscription: whoever is there to hear them must be there first.
    const client = await openClient(access, "commands", []);
    const driver = new CommandDriver(client, plan, seed, own, metrics, clock);
    const wanted = own.homes.flatMap((homeId) =>
      backendSubscriptions({ homeId }).filter(({ filter }) => /\/(status|response)\/\+$/.test(filter)),
    );
    try {
      await subscribeAll(client, wanted);
      return driver;
    } catch (error) {
      client.end(true);
      throw error;
    }
  }

  /** Sends from now on; after a pause what was due during it is not made up for. */
  start(): void {
    this.#cancelTimer();
    this.#startMs = this.#clock.monotonicMs() - this.#due * this.#periodMs;
    this.#tick();
  }

  /** Sends no more; what is under way may still be answered. */
  pause(): void {
    this.#cancelTimer();
  }

  /** Waits for the answers that are still to come, at most as long as a command may take, and leaves. */
  async close(): Promise<void> {
    this.#cancelTimer();
    await this.#pending.settled(this.#clock);
    await closeClient(this.#client);
  }

  #tick(): void {
    const nowMs = this.#clock.monotonicMs();
    const periodMs = this.#periodMs;
    for (; this.#startMs + this.#due * periodMs <= nowMs; this.#due++) {
      this.#send(this.#startMs + this.#due * periodMs);
    }
    this.#pending.expire(nowMs);
    const nextMs = this.#startMs + this.#due * periodMs - nowMs;
    this.#cancelTimer = this.#clock.timer(Math.max(TICK_MS, Math.min(nextMs, 1000)), () => this.#tick());
  }

  #send(dueMs: number): void {
    const node = this.#nodes.at(Math.floor(uniform(this.#seed, 2 * this.#due) * this.#nodes.count));
    if (node === undefined) return;
    const action = this.#draw(uniform(this.#seed, 2 * this.#due + 1));
    if (!this.#client.connected || this.#pending.size >= MAX_PENDING) {
      this.#metrics.count("command.unsent");
      return;
    }
    if (action === "hostile") {
      this.#sendHostile(node.homeId, node.nodeId);
      return;
    }
    const requestId = `sim-${this.#seed.toString(36)}-${this.#due}`;
    const message = composeCommand(action, { ...node, requestId, utcMs: this.#clock.utcMs() });
    this.#pending.add(requestId, dueMs);
    this.#metrics.count("command.sent");
    this.#client.publish(message.topic, Buffer.from(message.bytes), { qos: message.qos }, () => undefined);
  }

  #sendHostile(homeId: string, nodeId: string): void {
    const command = HOSTILE_COMMANDS[this.#hostile++ % HOSTILE_COMMANDS.length];
    if (command === undefined) return;
    this.#metrics.count("command.hostile");
    const topic = `homesync/${homeId}/nodes/${nodeId}/command/${command.topic}`;
    this.#client.publish(topic, command.payload, { qos: 1 }, () => undefined);
  }

  #draw(lot: number): CommandAction {
    const weights = COMMAND_ACTION_NAMES.map((name) => this.#plan.mix[name] ?? 0);
    let left = lot * weights.reduce((sum, weight) => sum + weight, 0);
    const index = weights.findIndex((weight) => {
      left -= weight;
      return weight > 0 && left < 0;
    });
    // Rounding may leave a hair: the last one with a weight then.
    return COMMAND_ACTION_NAMES[
      index < 0 ? weights.findLastIndex((weight) => weight > 0) : index
    ] as CommandAction;
  }

  #message(topic: string, payload: Buffer): void {
    const address = parseTopic(topic);
    if (!address.ok) return;
    const { key } = address.value;
    if (key === "response/command") this.#answered(topic, payload);
    else if (key === "status/online") this.#announced(topic, payload, address.value);
  }

  #answered(topic: string, payload: Buffer): void {
    const decoded = decodePayload("response/command", payload, topic);
    if (!decoded.ok) return;
    const { payload: answer } = decoded.value;
    const error = answer.status === "error" ? answer.error : undefined;
    this.#pending.answer(answer.request_id, error, this.#clock.monotonicMs());
  }

  #announced(topic: string, payload: Buffer, { homeId, nodeId }: NodeName): void {
    const decoded = decodePayload("status/online", payload, topic);
    if (!decoded.ok || !this.#own.has({ homeId, nodeId })) return;
    const status = decoded.value.payload;
    if (status.online) this.#nodes.add({ homeId, nodeId });
    else if (status.reason === "shutdown") this.#nodes.remove({ homeId, nodeId });
  }
}
