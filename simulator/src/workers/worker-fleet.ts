import { MAX_OPENING } from "../fleet/arrivals.ts";
import { DEFAULT_CONNECT_RATE } from "../fleet/defaults.ts";
import type { Fleet, FleetNode, NodeSelection } from "../fleet/fleet.ts";
import { defaultHomePrefix, drawSeed, identityOf } from "../fleet/homes.ts";
import type { FleetOptions } from "../fleet/options.ts";
import { countIn, placeInWhole, type Shard, WHOLE, within } from "../fleet/shard.ts";
import { mergeSummaries, type Summary } from "../fleet/summary.ts";
import { Metrics, type MetricsSnapshot, mergeMetrics } from "../metrics/metrics.ts";
import type { NodeAction } from "../node/node-action.ts";
import type { NodeListener, NodeState } from "../node/node-event.ts";
import type { PlainAccess, WorkerTask } from "./messages.ts";
import { WorkerHandle } from "./worker-handle.ts";

/** A node of a worker, as much as this thread knows of it. */
interface RemoteNode extends FleetNode {
  clientId: string;
}

/**
 * A fleet whose nodes run in worker threads, each with a core of its own: node `i` is in worker `i mod workers`. What it tells
 * of them is a quarter of a second old.
 */
export class WorkerFleet implements Fleet {
  readonly seed: number;
  readonly homePrefix: string;
  readonly nodes: readonly RemoteNode[];
  readonly #options: FleetOptions;
  readonly #connectRate: number;
  readonly #workers: readonly WorkerHandle[];
  readonly #listeners = new Map<number, Set<NodeListener>>();
  #stopping: Promise<Summary> | null = null;

  /** Resolves when every worker has built its nodes. */
  static async start(options: FleetOptions, workers: number): Promise<WorkerFleet> {
    const fleet = new WorkerFleet(options, workers);
    try {
      await Promise.all(fleet.#workers.map(({ ready }) => ready));
    } catch (error) {
      fleet.kill();
      throw error;
    }
    return fleet;
  }

  private constructor(options: FleetOptions, workers: number) {
    const { nodes, homes = nodes, shard = WHOLE } = options;
    this.#options = options;
    this.seed = options.seed ?? drawSeed();
    this.homePrefix = options.homePrefix ?? defaultHomePrefix(this.seed);
    this.#connectRate = options.connectRate ?? DEFAULT_CONNECT_RATE;
    const plan = { homes, homePrefix: this.homePrefix };
    this.nodes = Array.from({ length: countIn(shard, nodes) }, (_, own) => ({
      ...identityOf(placeInWhole(shard, own), plan),
      clientId: "",
    }));
    this.#workers = Array.from({ length: workers }, (_, worker) => this.#startWorker(worker, workers, shard));
  }

  metrics(): MetricsSnapshot {
    return mergeMetrics(this.#workers.map(({ metrics }) => metrics ?? new Metrics().snapshot(0)));
  }

  async whenConnected(): Promise<void> {
    await Promise.all(this.#workers.map(({ connected }) => connected));
  }

  aim(nodes: number, ratePerS = this.#connectRate): void {
    const rate = ratePerS / this.#workers.length;
    for (const [worker, handle] of this.#workers.entries()) {
      handle.send({ kind: "aim", nodes: countIn(this.#part(worker), nodes), ratePerS: rate });
    }
  }

  pause(): void {
    for (const worker of this.#workers) worker.send({ kind: "pause" });
  }

  resume(): void {
    for (const worker of this.#workers) worker.send({ kind: "resume" });
  }

  act(nodes: NodeSelection, action: NodeAction): void {
    for (const [worker, handle] of this.#workers.entries()) {
      const own = nodes === "all" ? nodes : nodes.filter((node) => this.#workerOf(node) === worker);
      if (own.length === 0) continue;
      handle.send({
        kind: "act",
        nodes: own === "all" ? own : own.map((node) => this.#placeOf(node)),
        action,
      });
    }
  }

  observe(node: number, listener: NodeListener): () => void {
    const worker = this.#workers[this.#workerOf(node)] as WorkerHandle;
    const tell = (on: boolean): void => worker.send({ kind: "observe", node: this.#placeOf(node), on });
    const listeners = this.#listeners.get(node) ?? new Set();
    this.#listeners.set(node, listeners);
    if (listeners.size === 0) tell(true);
    listeners.add(listener);
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) tell(false);
    };
  }

  inspect(node: number): Promise<NodeState> {
    return (this.#workers[this.#workerOf(node)] as WorkerHandle).inspect(this.#placeOf(node));
  }

  stop(): Promise<Summary> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  kill(): void {
    for (const worker of this.#workers) worker.terminate();
  }

  async #stop(): Promise<Summary> {
    for (const worker of this.#workers) worker.send({ kind: "stop" });
    const summaries = await Promise.all(this.#workers.map(({ stopped }) => stopped));
    this.kill();
    return mergeSummaries(summaries);
  }

  #startWorker(worker: number, workers: number, shard: Shard): WorkerHandle {
    const { broker, clock: _clock, dial: _dial, tap: _tap, log, ...options } = this.#options;
    const part = { index: worker + 1, of: workers };
    const task: WorkerTask = {
      options: {
        ...options,
        seed: this.seed,
        homePrefix: this.homePrefix,
        shard: within(shard, part),
        connectRate: this.#connectRate / workers,
        ...(options.initialNodes === undefined ? {} : { initialNodes: countIn(part, options.initialNodes) }),
      },
      broker: plainAccess(broker),
      maxOpening: Math.max(1, Math.floor(MAX_OPENING / workers)),
    };
    return new WorkerHandle(task, {
      clientId: (own, clientId) => {
        const node = this.nodes[placeInWhole(part, own)];
        if (node !== undefined) node.clientId = clientId;
      },
      event: (own, event) => {
        for (const listener of this.#listeners.get(placeInWhole(part, own)) ?? []) listener(event);
      },
      log: (line) => log?.(line),
    });
  }

  #part(worker: number): Shard {
    return { index: worker + 1, of: this.#workers.length };
  }

  #workerOf(node: number): number {
    return node % this.#workers.length;
  }

  /** The node's place in its worker. */
  #placeOf(node: number): number {
    return Math.floor(node / this.#workers.length);
  }
}

function plainAccess({
  password,
  logins,
  clientCertificate,
  ...access
}: FleetOptions["broker"]): PlainAccess {
  return {
    access,
    password: password?.reveal(),
    logins: logins?.reveal(),
    certificate:
      clientCertificate === undefined
        ? undefined
        : { cert: clientCertificate.cert, key: clientCertificate.key.reveal() },
  };
}
