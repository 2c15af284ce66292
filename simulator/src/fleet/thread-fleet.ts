import type { Core } from "../core/core.ts";
import type { MetricsSnapshot } from "../metrics/metrics.ts";
import type { Failure } from "../mqtt/failure.ts";
import { MqttIo } from "../mqtt/io.ts";
import type { NodeAction } from "../node/node-action.ts";
import type { NodeListener, NodeState } from "../node/node-event.ts";
import { type NodeEnvironment, VirtualNode } from "../node/virtual-node.ts";
import { type Clock, systemClock } from "../scheduler/clock.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import type { UpdateTrust } from "../update/trust.ts";
import { Arrivals, MAX_OPENING } from "./arrivals.ts";
import { DEFAULT_CONNECT_RATE } from "./defaults.ts";
import type { Fleet, NodeSelection } from "./fleet.ts";
import { FleetMetrics } from "./fleet-metrics.ts";
import { defaultHomePrefix, drawSeed, planNode } from "./homes.ts";
import { type FleetOptions, ioOptions, nodeSettings } from "./options.ts";
import { purge } from "./purge.ts";
import { countIn, placeInWhole, WHOLE } from "./shard.ts";
import type { FleetStats, Summary } from "./stats.ts";

/** Planned absences under way at once when the fleet stops. */
const MAX_ENDING = 500;
/** Longest time that the planned absences take, and the purge after them; with this much more for every node. */
const STOP_LIMIT_MS = 10_000;
const STOP_LIMIT_PER_NODE_MS = 5;

/** A node that waits for longer has nothing under way but its next sample. */
const RESTING_MS = 900;

/** It was switched on, and its first connect since is not decided yet. */
const OPENING = 1;
/** It has had a session. */
const SEEN = 2;
/** It has one now. */
const ONLINE = 4;
/** It is switched on: it runs, or boots. */
const ON = 8;
/** It was switched on some time. */
const STARTED = 16;

/** A fleet whose nodes all run in this thread. */
export class ThreadFleet implements Fleet, NodeEnvironment {
  readonly seed: number;
  readonly homePrefix: string;
  readonly nodes: readonly VirtualNode[];
  readonly core: Core;
  readonly io: MqttIo;
  readonly clock: Clock;
  readonly updateTrust: UpdateTrust;
  readonly #options: FleetOptions;
  readonly #connectRate: number;
  readonly #scheduler: Scheduler;
  readonly #arrivals: Arrivals;
  readonly #metrics: FleetMetrics;
  /** Beyond the second that a node waits for its next sample. */
  readonly #extraRestMs: number;
  /** By node: the bits above. */
  readonly #flags: Uint8Array;
  /** What the core was told last, monotonic ms. */
  #nowMs = 0;
  /** Nodes that were switched on and not off again by `aim`: always the first ones. */
  #wanted = 0;
  #started = 0;
  #on = 0;
  #connected = 0;
  #mostConnected = 0;
  /** While all end: nodes looked at, those of them that were on, and how many were on before. */
  #lookedAt = 0;
  #told = 0;
  #onBefore = 0;
  readonly #allConnected: Promise<void>;
  #onAllConnected: () => void = () => undefined;
  #onAllEnded: (() => void) | null = null;
  #stopping: Promise<Summary> | null = null;
  #atEnd: MetricsSnapshot | null = null;
  #over = false;

  /** @param maxOpening connects that may be under way at once */
  constructor(core: Core, options: FleetOptions, maxOpening = MAX_OPENING) {
    const { nodes, homes = nodes, clock = systemClock, shard = WHOLE } = options;
    this.core = core;
    this.clock = clock;
    this.updateTrust = options.updates ?? {};
    this.#options = options;
    this.seed = options.seed ?? drawSeed();
    this.homePrefix = options.homePrefix ?? defaultHomePrefix(this.seed);
    this.io = new MqttIo(options.broker, clock, ioOptions(options));
    const own = countIn(shard, nodes);
    this.#flags = new Uint8Array(own);
    this.#metrics = new FleetMetrics(clock, own);
    this.#allConnected = new Promise((resolve) => {
      this.#onAllConnected = resolve;
    });
    this.enterCore(0);
    const plan = {
      seed: this.seed,
      homes,
      homePrefix: this.homePrefix,
      settings: nodeSettings(options),
      profiles: options.profiles,
    };
    this.nodes = Array.from({ length: own }, (_, index) => {
      const config = planNode(placeInWhole(shard, index), plan);
      return new VirtualNode(this, { ...config, index });
    });
    this.#extraRestMs = ((options.sampleEveryS ?? 1) - 1) * 1000;
    this.#connectRate = options.connectRate ?? DEFAULT_CONNECT_RATE;
    this.#arrivals = new Arrivals(
      options.initialNodes ?? own,
      this.#connectRate,
      clock.monotonicMs(),
      maxOpening,
    );
    this.#scheduler = new Scheduler(
      clock,
      own + 1,
      (entry, dueMs) => this.#fire(entry, dueMs),
      () => this.io.outgoing.flush(),
    );
    this.#lookAtArrivals();
  }

  stats(): FleetStats {
    const metrics = this.#metrics;
    return {
      elapsedMs: metrics.elapsedMs,
      nodes: this.nodes.length,
      started: this.#started,
      connected: this.#connected,
      mostConnected: this.#mostConnected,
      reconnects: metrics.again,
      relaySwitches: metrics.relaySwitches,
      traffic: { ...this.io.counters },
      failures: metrics.failures.list(),
    };
  }

  metrics(): MetricsSnapshot {
    if (this.#atEnd !== null) return this.#atEnd;
    return this.#metrics.snapshot(this.io, {
      planned: this.nodes.length,
      on: this.#on,
      connected: this.#connected,
      mostConnected: this.#mostConnected,
    });
  }

  whenConnected(): Promise<void> {
    return this.#allConnected;
  }

  aim(nodes: number, ratePerS = this.#connectRate): void {
    const wanted = Math.min(this.nodes.length, Math.max(0, Math.round(nodes)));
    this.#arrivals.aim(wanted, ratePerS, this.clock.monotonicMs());
    this.#lookAtArrivals();
  }

  pause(): void {
    this.#arrivals.paused = true;
  }

  resume(): void {
    this.#arrivals.paused = false;
    this.#lookAtArrivals();
  }

  act(nodes: NodeSelection, action: NodeAction): void {
    if (this.#over) return;
    const chosen = nodes === "all" ? this.nodes : nodes.map((index) => this.nodes[index] as VirtualNode);
    for (const node of chosen) node.act(action);
    this.io.outgoing.flush();
  }

  observe(node: number, listener: NodeListener): () => void {
    const observed = this.nodes[node] as VirtualNode;
    return observed.listen(listener);
  }

  async inspect(node: number): Promise<NodeState> {
    return (this.nodes[node] as VirtualNode).state();
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
    this.io.close();
    this.#connected = 0;
  }

  // NodeEnvironment

  get isEnding(): boolean {
    return this.#stopping !== null;
  }

  enterCore(skewMs: number): number {
    const nowMs = this.clock.monotonicMs();
    this.#nowMs = nowMs;
    this.core.exports.set_clock(nowMs, this.clock.utcMs() + skewMs);
    return nowMs;
  }

  wakeSoon(node: VirtualNode): void {
    this.#scheduler.at(node.index, this.clock.monotonicMs());
  }

  switchedOn(node: VirtualNode): void {
    const flags = this.#flags[node.index] as number;
    if ((flags & ON) !== 0) return;
    this.#on++;
    if ((flags & STARTED) === 0) this.#started++;
    this.#flags[node.index] = flags | ON | STARTED;
  }

  switchedOff(node: VirtualNode): void {
    this.#settle(node.index);
    const flags = this.#flags[node.index] as number;
    if ((flags & ON) === 0) return;
    this.#on--;
    this.#flags[node.index] = flags & ~ON;
    // Later: this is called from inside the core, which must not be entered again from here.
    this.#lookAtArrivals();
  }

  connecting(node: VirtualNode): void {
    this.#metrics.connecting(node.index);
  }

  connected(node: VirtualNode): void {
    this.#settle(node.index);
    const flags = this.#flags[node.index] as number;
    if ((flags & SEEN) !== 0) this.#metrics.again++;
    this.#flags[node.index] = flags | SEEN | ONLINE;
    this.#metrics.connected(node.index);
    this.#connected++;
    this.#mostConnected = Math.max(this.#mostConnected, this.#connected);
    if (this.#connected === this.nodes.length) this.#onAllConnected();
  }

  disconnected(node: VirtualNode, failure: Failure | undefined): void {
    this.#settle(node.index);
    const flags = this.#flags[node.index] as number;
    const wasOnline = (flags & ONLINE) !== 0;
    if (wasOnline) {
      this.#flags[node.index] = flags & ~ONLINE;
      this.#connected--;
    }
    // What fails while all end is no news: they are on their way out.
    const counted = this.#stopping === null ? failure : undefined;
    this.#metrics.disconnected(node.index, wasOnline, counted);
    if (counted?.reasonCode !== undefined) this.io.reason(counted.reasonCode);
  }

  ended(_node: VirtualNode, restart: boolean): void {
    if (restart) this.#metrics.restarts++;
    else this.#metrics.endedNodes++;
  }

  logged(node: VirtualNode, level: "debug" | "info" | "warning" | "error", line: string): void {
    if (level === "debug" || level === "info") return;
    this.#options.log?.({ homeId: node.homeId, nodeId: node.nodeId, level, line });
  }

  relayChanged(node: VirtualNode): void {
    // Booting and going off move the contact too, and that is no one's command.
    const seen = ((this.#flags[node.index] as number) & SEEN) !== 0;
    if (seen && this.#stopping === null) this.#metrics.relaySwitches++;
  }

  published(category: number, accepted: boolean): void {
    this.#metrics.published(category, accepted);
  }

  #fire(entry: number, dueMs: number): void {
    const node = this.nodes[entry];
    if (node !== undefined) {
      const wishMs = node.wake();
      const restMs = wishMs - this.#nowMs > RESTING_MS ? this.#extraRestMs : 0;
      this.#scheduler.at(entry, wishMs + restMs);
      this.#metrics.fired(this.#nowMs - dueMs);
    } else if (this.#stopping === null) this.#arriveOrDepart();
    else this.#shutDownMore();
  }

  #lookAtArrivals(): void {
    this.#scheduler.at(this.nodes.length, this.clock.monotonicMs());
  }

  #arriveOrDepart(): void {
    const nowMs = this.clock.monotonicMs();
    for (let count = this.#arrivals.take(nowMs, this.#wanted); count !== 0; count -= Math.sign(count)) {
      if (count > 0) this.#arrive(this.nodes[this.#wanted++] as VirtualNode);
      else (this.nodes[--this.#wanted] as VirtualNode).shutdown("shutdown");
    }
    if (this.#arrivals.missing(this.#wanted) === 0) return;
    this.#scheduler.at(this.nodes.length, nowMs + this.#arrivals.pauseMs);
  }

  #arrive(node: VirtualNode): void {
    this.#flags[node.index] = (this.#flags[node.index] as number) | OPENING;
    node.start();
  }

  #settle(index: number): void {
    const flags = this.#flags[index] as number;
    if ((flags & OPENING) === 0) return;
    this.#flags[index] = flags & ~OPENING;
    this.#arrivals.settled();
  }

  async #stop(): Promise<Summary> {
    // After the current turn, so that `#stopping` is set when the first node ends.
    await Promise.resolve();
    const limitMs = STOP_LIMIT_MS + STOP_LIMIT_PER_NODE_MS * this.nodes.length;
    await this.#endAll(limitMs);
    const endedInOrder = this.#started - this.#on;
    const stats = this.stats();
    // What the purge does is not the fleet's doing.
    this.#atEnd = this.metrics();
    this.kill();
    const traces = this.#options.keep === true ? [] : this.nodes.filter(({ clientId }) => clientId !== "");
    const purged = traces.length === 0 ? 0 : await purge(this.io, this.clock, traces, limitMs);
    return {
      ...stats,
      seed: this.seed,
      homePrefix: this.homePrefix,
      endedInOrder,
      purged,
      notPurged: traces.length - purged,
    };
  }

  #endAll(limitMs: number): Promise<void> {
    if (this.#over || this.#on === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancelTimer = this.clock.timer(limitMs, resolve);
      this.#onAllEnded = () => {
        cancelTimer();
        resolve();
      };
      this.#onBefore = this.#on;
      this.#shutDownMore();
      this.io.outgoing.flush();
    });
  }

  /** Begins planned absences, a bounded number at a time. */
  #shutDownMore(): void {
    const underWay = (): number => this.#told - (this.#onBefore - this.#on);
    while (this.#lookedAt < this.nodes.length && underWay() < MAX_ENDING) {
      const node = this.nodes[this.#lookedAt++] as VirtualNode;
      if (((this.#flags[node.index] as number) & ON) === 0) continue;
      this.#told++;
      node.shutdown("shutdown");
    }
    if (this.#on === 0) this.#onAllEnded?.();
  }
}
