import { FAULT_KINDS, type Fault } from "../faults/fault.ts";
import type { FaultTiming } from "../faults/fault-kind.ts";
import { type ActiveFault, FaultInjector, type InjectorOptions } from "../faults/injector.ts";
import type { Episode } from "../report/run-report.ts";

/** The faults of a run, with the time that each was in force. */
export class FaultCourse {
  readonly #injector: FaultInjector;
  readonly #episodes: Episode[] = [];
  /** Faults in force, with when they came; ms since the start of the run. */
  readonly #since = new Map<ActiveFault, number>();

  /** @param warn hears of a fault that could not come, or not be taken back */
  constructor(options: Omit<InjectorOptions, "onError">, warn: (line: string) => void) {
    this.#injector = new FaultInjector({
      ...options,
      onError: ({ kind }, error) =>
        warn(`${kind}: ${error instanceof Error ? error.message : String(error)}`),
    });
  }

  /** Those in force, for people. */
  get inForce(): string[] {
    return this.#injector.inForce.map(titleOf);
  }

  /** Those that were, and those that happened in a moment. */
  get episodes(): readonly Episode[] {
    return this.#episodes;
  }

  schedule(faults: readonly Fault[]): void {
    this.#injector.schedule(faults);
    for (const fault of faults) if (!lasts(fault)) this.#happened(fault, atMs(fault));
  }

  async inject(fault: Fault, nowMs: number): Promise<void> {
    await this.#injector.inject(fault);
    if (!lasts(fault)) this.#happened(fault, nowMs);
    this.look(nowMs);
  }

  /** Notes which came and which went since it was called last. */
  look(nowMs: number): void {
    const inForce = new Set(this.#injector.inForce);
    for (const active of inForce) if (!this.#since.has(active)) this.#since.set(active, nowMs);
    for (const [active, fromMs] of this.#since) {
      if (inForce.has(active)) continue;
      this.#since.delete(active);
      this.#episodes.push({ title: titleOf(active), fromMs, toMs: nowMs });
    }
  }

  /** Takes everything back. */
  async close(nowMs: number): Promise<void> {
    this.look(nowMs);
    await this.#injector.close();
    this.look(nowMs);
    this.#episodes.splice(
      0,
      this.#episodes.length,
      ...this.#episodes.filter(({ fromMs }) => fromMs <= nowMs),
    );
  }

  #happened(fault: Fault, timeMs: number): void {
    this.#episodes.push({ title: fault.kind, fromMs: timeMs, toMs: timeMs });
  }
}

const lasts = (fault: Fault): boolean => FAULT_KINDS.find(({ kind }) => kind === fault.kind)?.lasts === true;
const atMs = (fault: Fault): number => ((fault as FaultTiming).at_s ?? 0) * 1000;

const titleOf = ({ fault, nodes }: ActiveFault): string =>
  (fault as FaultTiming).whom === undefined ? fault.kind : `${fault.kind} of ${nodes} nodes`;
