import type { BrokerAccess } from "@homesync/broker/reach";
import { backendSubscriptions, decodePayload, parseTopic } from "@homesync/protocol";
import type { MqttClient } from "mqtt";
import type { Metrics } from "../metrics/metrics.ts";
import type { Clock } from "../scheduler/clock.ts";
import { hash, uniform } from "../world/noise.ts";
import { COMMAND_ACTION_NAMES, type CommandAction } from "./actions.ts";
import { closeClient, openClient } from "./client.ts";
import { composeCommand } from "./compose.ts";
import { HOSTILE_COMMANDS } from "./hostile.ts";
import { Pending } from "./pending.ts";

export interface CommandPlan {
  readonly ratePerS: number;
  readonly mix: Readonly<Partial<Record<CommandAction, number>>>;
  readonly timeoutMs: number;
}

/** Whom commands go to. */
export interface CommandTargets {
  readonly seed: number;
  readonly nodes: readonly { readonly homeId: string; readonly nodeId: string }[];
  /** Nodes that are on now: the first so many. Nobody commands one that was never there. */
  switchedOn(): number;
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
  readonly #targets: CommandTargets;
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #pending: Pending;
  readonly #seed: number;
  #startMs = 0;
  #due = 0;
  #hostile = 0;
  #cancelTimer: () => void = () => undefined;

  private constructor(
    client: MqttClient,
    plan: CommandPlan,
    targets: CommandTargets,
    metrics: Metrics,
    clock: Clock,
  ) {
    this.#client = client;
    this.#plan = plan;
    this.#targets = targets;
    this.#metrics = metrics;
    this.#clock = clock;
    this.#seed = hash(targets.seed, SALT);
    this.#pending = new Pending(plan.timeoutMs, metrics);
    client.on("message", (topic, payload) => this.#answered(topic, payload));
  }

  /** Connects and subscribes to the responses of the run's homes. */
  static async open(
    access: BrokerAccess,
    plan: CommandPlan,
    targets: CommandTargets,
    metrics: Metrics,
    clock: Clock,
  ): Promise<CommandDriver> {
    const homes = new Set(targets.nodes.map(({ homeId }) => homeId));
    const responses = [...homes].flatMap((homeId) =>
      backendSubscriptions({ homeId }).filter(({ filter }) => filter.endsWith("/response/+")),
    );
    const client = await openClient(access, "commands", responses);
    return new CommandDriver(client, plan, targets, metrics, clock);
  }

  /** Sends from now on. */
  start(): void {
    this.#startMs = this.#clock.monotonicMs();
    this.#due = 0;
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
    const periodMs = 1000 / this.#plan.ratePerS;
    for (; this.#startMs + this.#due * periodMs <= nowMs; this.#due++) {
      this.#send(this.#startMs + this.#due * periodMs);
    }
    this.#pending.expire(nowMs);
    const nextMs = this.#startMs + this.#due * periodMs - nowMs;
    this.#cancelTimer = this.#clock.timer(Math.max(TICK_MS, Math.min(nextMs, 1000)), () => this.#tick());
  }

  #send(dueMs: number): void {
    const on = Math.min(this.#targets.switchedOn(), this.#targets.nodes.length);
    const node = this.#targets.nodes[Math.floor(uniform(this.#seed, 2 * this.#due) * on)];
    if (on === 0 || node === undefined) return;
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
    return COMMAND_ACTION_NAMES[index < 0 ? weights.findLastIndex((weight) => weight > 0) : index] as CommandAction;
  }

  #answered(topic: string, payload: Buffer): void {
    const address = parseTopic(topic);
    if (!address.ok || address.value.key !== "response/command") return;
    const decoded = decodePayload("response/command", payload, topic);
    if (!decoded.ok) return;
    const { request_id, status } = decoded.value.payload;
    this.#pending.answer(request_id, status === "error", this.#clock.monotonicMs());
  }
}
