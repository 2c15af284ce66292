import type { Cut, Stage, VisitPlan } from "../phases/phase-kind.ts";
import type { Episode } from "../report/run-report.ts";

/** What is to be done now. */
export interface StageDemand {
  /** Nodes that should be on. */
  readonly target: number;
  /** Connections to cut, once. */
  readonly cut: Cut | undefined;
  /** Who comes and goes, and since when by the time that was passed in. */
  readonly visits: { readonly plan: VisitPlan; readonly startMs: number } | undefined;
}

/** Walks through the stages of a run. Time is passed in, and stands still while the run is paused. */
export class StageClock {
  readonly #stages: readonly Stage[];
  readonly #episodes: Episode[] = [];
  #index = 0;
  /** When the present stage began, by the time that was passed in. */
  #startMs: number;
  #pausedMs: number | null = null;
  #cutDone = false;

  constructor(stages: readonly Stage[], nowMs: number) {
    this.#stages = stages;
    this.#startMs = nowMs;
  }

  /** The stages that are over. */
  get episodes(): readonly Episode[] {
    return this.#episodes;
  }

  get isOver(): boolean {
    return this.#index >= this.#stages.length;
  }

  get title(): string {
    return this.#stages[this.#index]?.title ?? "";
  }

  /** What is left of the present stage, ms. */
  leftMs(nowMs: number): number {
    const stage = this.#stages[this.#index];
    return stage === undefined ? 0 : Math.max(0, stage.durationMs - this.#elapsedMs(nowMs));
  }

  pause(nowMs: number): void {
    this.#pausedMs ??= nowMs;
  }

  resume(nowMs: number): void {
    if (this.#pausedMs === null) return;
    this.#startMs += nowMs - this.#pausedMs;
    this.#pausedMs = null;
  }

  /** Goes on to where the time is. */
  advance(nowMs: number): StageDemand {
    let cut: Cut | undefined;
    for (;;) {
      const stage = this.#stages[this.#index];
      if (stage === undefined) break;
      const elapsedMs = this.#elapsedMs(nowMs);
      if (stage.cut !== undefined && !this.#cutDone && elapsedMs >= stage.cut.atMs) {
        cut = stage.cut;
        this.#cutDone = true;
      }
      if (elapsedMs < stage.durationMs) {
        const visits = stage.visits && { plan: stage.visits, startMs: this.#startMs };
        return { target: stage.targetAt(elapsedMs), cut, visits };
      }
      this.#next(stage);
    }
    const last = this.#stages.at(-1);
    return { target: last === undefined ? 0 : last.targetAt(last.durationMs), cut, visits: undefined };
  }

  /** Ends the present stage before its time. */
  close(nowMs: number): void {
    const stage = this.#stages[this.#index];
    if (stage === undefined) return;
    this.#episodes.push({ title: stage.title, fromMs: this.#startMs, toMs: nowMs });
    this.#index = this.#stages.length;
  }

  #elapsedMs(nowMs: number): number {
    return (this.#pausedMs ?? nowMs) - this.#startMs;
  }

  #next({ title, durationMs }: Stage): void {
    // From the planned end, not from now: a late tick does not make the run longer.
    const endMs = this.#startMs + durationMs;
    this.#episodes.push({ title, fromMs: this.#startMs, toMs: endMs });
    this.#startMs = endMs;
    this.#index++;
    this.#cutDone = false;
  }
}
