import { Core } from "../core/core.ts";
import type { Failure } from "../mqtt/failure.ts";
import { MqttIo } from "../mqtt/io.ts";
import { type NodeEnvironment, VirtualNode } from "../node/virtual-node.ts";
import { type Clock, systemClock } from "../scheduler/clock.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import type { UpdateTrust } from "../update/trust.ts";
import { DEFAULT_CONNECT_RATE } from "./defaults.ts";
import { Failures } from "./failures.ts";
import { defaultHomePrefix, planNode } from "./homes.ts";
import { checkFleetOptions, type FleetOptions, nodeSettings } from "./options.ts";
import { purge } from "./purge.ts";
import { Starter } from "./starter.ts";
import type { FleetStats, Summary } from "./stats.ts";

/** Planned absences under way at once when the fleet stops. */
const MAX_ENDING = 500;
/** Longest time that the planned absences take, and the purge after them; with this much more for every node. */
const STOP_LIMIT_MS = 10_000;
const STOP_LIMIT_PER_NODE_MS = 5;
/** Levels of the core's log. */
const WARNING = 2;

/** The first connect of a node is decided. */
const SETTLED = 1;
/** It has had a session. */
const SEEN = 2;
/** It has one now. */
const ONLINE = 4;

/** One node of a fleet, as others see it. */
export interface FleetNode {
  readonly homeId: string;
  readonly nodeId: string;
  /** The client id of its last CONNECT; empty before the first. */
  readonly clientId: string;
}

/** Nodes that run. */
export interface Fleet {
  readonly seed: number;
  readonly homePrefix: string;
  readonly nodes: readonly FleetNode[];
  stats(): FleetStats;
  /** Resolves when every node has had a session at the same time for the first time. */
  whenConnected(): Promise<void>;
  /**
   * Ends every node in order: planned absence published and acknowledged, DISCONNECT; then removes their sessions and
   * retained messages from the broker, unless they are to be kept. Takes a bounded time. May be called again.
   */
  stop(): Promise<Summary>;
  /** Drops every connection at once, without a word: the broker publishes the wills. */
  kill(): void;
}

/**
 * Builds a fleet and begins to switch its nodes on. A broker that cannot be reached is not an error: the nodes try again,
 * as nodes do, and `stats` counts why.
 * @throws FleetOptionsError
 * @throws CoreLoadError
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  checkFleetOptions(options);
  return new RunningFleet(await Core.load(), options);
}

class RunningFleet implements Fleet, NodeEnvironment {
  readonly seed: number;
  readonly homePrefix: string;
  readonly nodes: readonly VirtualNode[];
  readonly core: Core;
  readonly io: MqttIo;
  readonly clock: Clock;
  readonly updates: UpdateTrust;
  readonly #options: FleetOptions;
  readonly #scheduler: Scheduler;
  readonly #starter: Starter;
  readonly #failures = new Failures();
  readonly #startedMs: number;
  /** By node: SETTLED, SEEN and ONLINE. */
  readonly #flags: Uint8Array;
  #started = 0;
  #connected = 0;
  #mostConnected = 0;
  #reconnects = 0;
  #relaySwitches = 0;
  #ended = 0;
  #shutDown = 0;
  readonly #allConnected: Promise<void>;
  #onAllConnected: () => void = () => undefined;
  #onAllEnded: (() => void) | null = null;
  #stopping: Promise<Summary> | null = null;
  #over = false;

  constructor(core: Core, options: FleetOptions) {
    const { nodes, homes = nodes, clock = systemClock } = options;
    this.core = core;
    this.clock = clock;
    this.updates = options.updates ?? {};
    this.#options = options;
    this.seed = options.seed ?? Math.floor(Math.random() * 0x1_0000_0000);
    this.homePrefix = options.homePrefix ?? defaultHomePrefix(this.seed);
    this.io = new MqttIo(options.broker, clock);
    this.#startedMs = clock.monotonicMs();
    this.#flags = new Uint8Array(nodes);
    this.#allConnected = new Promise((resolve) => {
      this.#onAllConnected = resolve;
    });
    this.enterCore();
    const settings = nodeSettings(options);
    const plan = { seed: this.seed, homes, homePrefix: this.homePrefix, settings };
    this.nodes = Array.from({ length: nodes }, (_, index) => new VirtualNode(this, planNode(index, plan)));
    this.#starter = new Starter(options.connectRate ?? DEFAULT_CONNECT_RATE, this.#startedMs);
    this.#scheduler = new Scheduler(
      clock,
      nodes + 1,
      (entry) => this.#fire(entry),
      () => this.io.outgoing.flush(),
    );
    this.#scheduler.at(nodes, this.#startedMs);
  }

  stats(): FleetStats {
    return {
      elapsedMs: this.clock.monotonicMs() - this.#startedMs,
      nodes: this.nodes.length,
      started: this.#started,
      connected: this.#connected,
      mostConnected: this.#mostConnected,
      reconnects: this.#reconnects,
      relaySwitches: this.#relaySwitches,
      traffic: { ...this.io.counters },
      failures: this.#failures.list(),
    };
  }

  whenConnected(): Promise<void> {
    return this.#allConnected;
  }

  stop(): Promise<Summary> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  kill(): void {
    if (this.#over) return;
    this.#over = true;
    this.#scheduler.stop();
    for (const node of this.nodes) node.destroy();
    this.#connected = 0;
  }

  // NodeEnvironment

  enterCore(): number {
    const nowMs = this.clock.monotonicMs();
    this.core.exports.set_clock(nowMs, this.clock.utcMs());
    return nowMs;
  }

  wakeSoon(node: VirtualNode): void {
    this.#scheduler.at(node.index, this.clock.monotonicMs());
  }

  connected(node: VirtualNode): void {
    this.#settle(node.index);
    const flags = this.#flags[node.index] as number;
    if ((flags & SEEN) !== 0) this.#reconnects++;
    this.#flags[node.index] = flags | SEEN | ONLINE;
    this.#connected++;
    this.#mostConnected = Math.max(this.#mostConnected, this.#connected);
    if (this.#connected === this.nodes.length) this.#onAllConnected();
  }

  disconnected(node: VirtualNode, failure: Failure | undefined): void {
    this.#settle(node.index);
    const flags = this.#flags[node.index] as number;
    if ((flags & ONLINE) !== 0) {
      this.#flags[node.index] = flags & ~ONLINE;
      this.#connected--;
    }
    if (failure !== undefined && this.#stopping === null) this.#failures.add(failure);
  }

  ended(node: VirtualNode, restart: boolean): void {
    if (restart) {
      this.wakeSoon(node);
      return;
    }
    this.#ended++;
    // Later: this is called from inside the core, which must not be entered again from here.
    this.#scheduler.at(this.nodes.length, this.clock.monotonicMs());
  }

  logged(node: VirtualNode, level: number, line: string): void {
    if (level < WARNING) return;
    const name = level === WARNING ? "warning" : "error";
    this.#options.log?.({ homeId: node.homeId, nodeId: node.nodeId, level: name, line });
  }

  relayChanged(node: VirtualNode): void {
    // Booting and going off move the contact too, and that is no one's command.
    const seen = ((this.#flags[node.index] as number) & SEEN) !== 0;
    if (seen && this.#stopping === null) this.#relaySwitches++;
  }

  #fire(entry: number): void {
    const node = this.nodes[entry];
    if (node !== undefined) this.#scheduler.at(entry, node.wake());
    else if (this.#stopping === null) this.#startMore();
    else this.#shutDownMore();
  }

  #startMore(): void {
    const left = this.nodes.length - this.#started;
    if (left === 0) return;
    const nowMs = this.clock.monotonicMs();
    for (let count = this.#starter.take(nowMs, left); count > 0; count--) {
      (this.nodes[this.#started++] as VirtualNode).start();
    }
    this.#scheduler.at(this.nodes.length, nowMs + this.#starter.pauseMs);
  }

  #settle(index: number): void {
    const flags = this.#flags[index] as number;
    if ((flags & SETTLED) !== 0) return;
    this.#flags[index] = flags | SETTLED;
    this.#starter.settled();
  }

  async #stop(): Promise<Summary> {
    // After the current turn, so that `#stopping` is set when the first node ends.
    await Promise.resolve();
    const limitMs = STOP_LIMIT_MS + STOP_LIMIT_PER_NODE_MS * this.nodes.length;
    await this.#endAll(limitMs);
    const ended = this.#ended;
    const stats = this.stats();
    this.kill();
    const traces = this.#options.keep === true ? [] : this.nodes.filter(({ clientId }) => clientId !== "");
    const purged = traces.length === 0 ? 0 : await purge(this.io, this.clock, traces, limitMs);
    return {
      ...stats,
      seed: this.seed,
      homePrefix: this.homePrefix,
      endedInOrder: ended,
      purged,
      notPurged: traces.length - purged,
    };
  }

  #endAll(limitMs: number): Promise<void> {
    if (this.#over || this.#started === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancelTimer = this.clock.timer(limitMs, resolve);
      this.#onAllEnded = () => {
        cancelTimer();
        resolve();
      };
      this.#shutDownMore();
      this.io.outgoing.flush();
    });
  }

  /** Begins planned absences, a bounded number at a time. */
  #shutDownMore(): void {
    if (this.#ended === this.#started) this.#onAllEnded?.();
    while (this.#shutDown < this.#started && this.#shutDown - this.#ended < MAX_ENDING) {
      (this.nodes[this.#shutDown++] as VirtualNode).shutdown("shutdown");
    }
  }
}
