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
import { Departure } from "./departure.ts";
import type { Fleet, NodeSelection } from "./fleet.ts";
import { FleetMetrics } from "./fleet-metrics.ts";
import { defaultHomePrefix, drawSeed, planNode } from "./homes.ts";
import { type FleetOptions, ioOptions, nodeSettings } from "./options.ts";
import { purge } from "./purge.ts";
import { Roster } from "./roster.ts";
import { countIn, placeInWhole, WHOLE } from "./shard.ts";
import type { Summary } from "./summary.ts";
import { Turnout } from "./turnout.ts";

/** Longest time that the planned absences take, and the purge after them; with this much more for every node. */
const STOP_LIMIT_MS = 10_000;
const STOP_LIMIT_PER_NODE_MS = 5;

/** A node that waits for longer has nothing under way but its next sample. */
const RESTING_MS = 900;

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
  readonly #turnout: Turnout;
  readonly #metrics: FleetMetrics;
  /** Beyond the second that a node waits for its next sample. */
  readonly #extraRestMs: number;
  readonly #roster: Roster;
  /** What the core was told last, monotonic ms. */
  #nowMs = 0;
  readonly #allConnected: Promise<void>;
  #onAllConnected: () => void = () => undefined;
  #departure: Departure | null = null;
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
    this.#roster = new Roster(own);
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
    this.#turnout = new Turnout(this.nodes, {
      roster: this.#roster,
      arrivals: new Arrivals(options.initialNodes ?? own, this.#connectRate, clock.monotonicMs(), maxOpening),
      clock,
      lookAt: (dueMs) => this.#scheduler.at(own, dueMs),
    });
    this.#scheduler = new Scheduler(
      clock,
      own + 1,
      (entry, dueMs) => this.#fire(entry, dueMs),
      () => this.io.outgoing.flush(),
    );
    this.#turnout.lookSoon();
  }

  metrics(): MetricsSnapshot {
    if (this.#atEnd !== null) return this.#atEnd;
    const { on, connected, mostConnected } = this.#roster;
    return this.#metrics.snapshot(this.io, { planned: this.nodes.length, on, connected, mostConnected });
  }

  whenConnected(): Promise<void> {
    return this.#allConnected;
  }

  aim(nodes: number, ratePerS = this.#connectRate): void {
    this.#turnout.aim(nodes, ratePerS);
  }

  pause(): void {
    this.#turnout.pause();
  }

  resume(): void {
    this.#turnout.resume();
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
    this.#roster.disconnectAll();
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
    this.#roster.switchedOn(node.index);
  }

  switchedOff(node: VirtualNode): void {
    this.#turnout.settle(node.index);
    // Later: this is called from inside the core, which must not be entered again from here.
    if (this.#roster.switchedOff(node.index)) this.#turnout.lookSoon();
  }

  connecting(node: VirtualNode): void {
    this.#metrics.connecting(node.index);
  }

  connected(node: VirtualNode): void {
    this.#turnout.settle(node.index);
    if (this.#roster.connects(node.index)) this.#metrics.again++;
    this.#metrics.connected(node.index);
    if (this.#roster.connected === this.nodes.length) this.#onAllConnected();
  }

  disconnected(node: VirtualNode, failure: Failure | undefined): void {
    this.#turnout.settle(node.index);
    const wasOnline = this.#roster.disconnects(node.index);
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
    if (this.#roster.wasSeen(node.index) && this.#stopping === null) this.#metrics.relaySwitches++;
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
    } else if (this.#stopping === null) this.#turnout.look();
    else this.#departure?.goOn();
  }

  async #stop(): Promise<Summary> {
    // After the current turn, so that `#stopping` is set when the first node ends.
    await Promise.resolve();
    const limitMs = STOP_LIMIT_MS + STOP_LIMIT_PER_NODE_MS * this.nodes.length;
    await this.#endAll(limitMs);
    const { started, on } = this.#roster;
    // What the purge does is not the fleet's doing.
    this.#atEnd = this.metrics();
    this.kill();
    const traces = this.#options.keep === true ? [] : this.nodes.filter(({ clientId }) => clientId !== "");
    const purged = traces.length === 0 ? 0 : await purge(this.io, this.clock, traces, limitMs);
    return {
      seed: this.seed,
      homePrefix: this.homePrefix,
      nodes: this.nodes.length,
      started,
      endedInOrder: started - on,
      purged,
      notPurged: traces.length - purged,
      failures: this.#metrics.failures.list(),
    };
  }

  async #endAll(limitMs: number): Promise<void> {
    if (this.#over || this.#roster.on === 0) return;
    this.#departure = new Departure(this.nodes, this.#roster);
    const over = this.#departure.begin(this.clock, limitMs);
    this.io.outgoing.flush();
    await over;
  }
}
