import { Worker } from "node:worker_threads";
import type { NodeLogLine } from "../fleet/options.ts";
import type { Summary } from "../fleet/summary.ts";
import type { MetricsSnapshot } from "../metrics/metrics.ts";
import type { NodeEvent, NodeState } from "../node/node-event.ts";
import type { WorkerCommand, WorkerReport, WorkerTask } from "./messages.ts";

/** Of a worker, for the reason of `keepYoungGenerationSmall`. */
const YOUNG_GENERATION_MB = 6;

/**
 * Starts the inside of a worker. Built, it is a module as any other; from its sources (in our own tests) it needs what runs
 * TypeScript, which does not reach into threads by itself.
 */
function startWorker(task: WorkerTask): Worker {
  if (!import.meta.url.endsWith(".ts")) {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
    return new Worker(new URL("./worker.js", import.meta.url), { workerData: task, resourceLimits });
  }
  const entry = new URL("./worker.ts", import.meta.url).href;
  const boot = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(entry)}); })`;
  return new Worker(boot, {
    eval: true,
    workerData: task,
    execArgv: ["--conditions=@homesync/source"],
  });
}

/** What a worker tells unasked. */
export interface WorkerListener {
  clientId(node: number, clientId: string): void;
  event(node: number, event: NodeEvent): void;
  log(line: NodeLogLine): void;
}

/** One worker thread as its coordinator sees it. */
export class WorkerHandle {
  readonly ready: Promise<void>;
  readonly connected: Promise<void>;
  readonly stopped: Promise<Summary>;
  /** As it was told last; undefined before the first time. */
  metrics: MetricsSnapshot | undefined;
  readonly #worker: Worker;
  readonly #listener: WorkerListener;
  readonly #inspections = new Map<number, (state: NodeState) => void>();
  #nextReply = 0;
  #onReady: () => void = () => undefined;
  #onConnected: () => void = () => undefined;
  #onStopped: (summary: Summary) => void = () => undefined;

  constructor(task: WorkerTask, listener: WorkerListener) {
    this.#listener = listener;
    this.connected = new Promise((resolve) => {
      this.#onConnected = resolve;
    });
    this.stopped = new Promise((resolve) => {
      this.#onStopped = resolve;
    });
    this.#worker = startWorker(task);
    this.#worker.on("message", (report: WorkerReport) => this.#hear(report));
    // A fault of a worker is one of the program: after the start nobody waits for it, and so it ends the process.
    this.ready = new Promise((resolve, reject) => {
      this.#worker.once("error", reject);
      this.#onReady = () => {
        this.#worker.off("error", reject);
        resolve();
      };
    });
  }

  send(command: WorkerCommand): void {
    this.#worker.postMessage(command);
  }

  inspect(node: number): Promise<NodeState> {
    const reply = this.#nextReply++;
    return new Promise((resolve) => {
      this.#inspections.set(reply, resolve);
      this.send({ kind: "inspect", node, reply });
    });
  }

  /** Ends it at once, and its connections with it. */
  terminate(): void {
    void this.#worker.terminate();
  }

  #hear(report: WorkerReport): void {
    switch (report.kind) {
      case "ready":
        this.#onReady();
        break;
      case "connected":
        this.#onConnected();
        break;
      case "state":
        this.metrics = report.metrics;
        for (const [node, clientId] of report.clientIds) this.#listener.clientId(node, clientId);
        break;
      case "event":
        this.#listener.event(report.node, report.event);
        break;
      case "log":
        this.#listener.log(report.line);
        break;
      case "inspected":
        this.#inspections.get(report.reply)?.(report.state);
        this.#inspections.delete(report.reply);
        break;
      case "stopped":
        this.#onStopped(report.summary);
    }
  }
}
