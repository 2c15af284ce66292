import type { Fleet } from "../fleet/fleet.ts";
import { placeInWhole, type Shard, WHOLE } from "../fleet/shard.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { VisitPlan } from "../phases/phase-kind.ts";
import type { Clock } from "../scheduler/clock.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import { hash, uniform } from "../world/noise.ts";
import { PlaceQueue } from "./place-queue.ts";

const STAY_SALT = 0x7374_6179;
const LEAVE_SALT = 0x6c65_6176;

/** Where visits happen. */
export interface VisitScene {
  readonly fleet: Fleet;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** The part of the run that this process does: every so many-th visit. */
  readonly shard?: Shard;
  /** How many of the first nodes are on without being on a visit, or are to be. */
  readonly residents: () => number;
}

/**
 * Nodes that come at a constant rate, stay for a while and leave, each place being taken by a next one. When visits begin,
 * and how long each stays, is decided by the run's seed alone, in one process or in the shards of several.
 */
export class Visits {
  readonly #scene: VisitScene;
  readonly #scheduler: Scheduler;
  readonly #places: PlaceQueue;
  /** By node: whether it leaves without a word. */
  readonly #willCut: Uint8Array;
  /** Entry of the scheduler at which the next one comes; below it, when each node leaves. */
  readonly #arrival: number;
  /** What is to be done when all that is due was looked at. */
  readonly #coming: number[] = [];
  readonly #saying: number[] = [];
  readonly #cutting: number[] = [];
  #plan: VisitPlan | undefined;
  #startMs = 0;
  /** Number of the next visit in the whole run, and in the present phase. */
  #next = 0;
  #ofPhase = 0;
  #pausedMs: number | null = null;

  constructor(scene: VisitScene) {
    this.#scene = scene;
    const nodes = scene.fleet.nodes.length;
    this.#arrival = nodes;
    this.#willCut = new Uint8Array(nodes);
    this.#places = new PlaceQueue(nodes);
    this.#scheduler = new Scheduler(
      scene.clock,
      nodes + 1,
      (entry) => (entry === this.#arrival ? this.#arrive() : this.#leave(entry)),
      () => this.#act(),
    );
  }

  /**
   * Goes on by this plan, or with none: those that are there leave at their time all the same.
   * @param startMs when the plan begins, monotonic ms
   */
  follow(plan: VisitPlan | undefined, startMs: number): void {
    if (plan === this.#plan) return;
    this.#arrive();
    this.#act();
    this.#plan = plan;
    this.#startMs = startMs;
    this.#ofPhase = 0;
    const { clock, fleet, residents } = this.#scene;
    if (plan !== undefined) {
      this.#places.open(residents(), clock.monotonicMs(), (place) => fleet.nodes[place]?.clientId === "");
    }
    this.#scheduleArrival();
  }

  /** Nobody comes until `resume`; who is there leaves at its time. */
  pause(): void {
    this.#pausedMs ??= this.#scene.clock.monotonicMs();
    this.#scheduleArrival();
  }

  resume(): void {
    if (this.#pausedMs === null) return;
    this.#startMs += this.#scene.clock.monotonicMs() - this.#pausedMs;
    this.#pausedMs = null;
    this.#scheduleArrival();
  }

  stop(): void {
    this.#scheduler.stop();
  }

  /** When the next one comes, monotonic ms; Infinity when none does. */
  #nextMs(): number {
    if (this.#plan === undefined || this.#pausedMs !== null) return Number.POSITIVE_INFINITY;
    const { index, of } = this.#scene.shard ?? WHOLE;
    const place = this.#ofPhase * of + index;
    if (place > this.#plan.visits) return Number.POSITIVE_INFINITY;
    return this.#startMs + (place * 1000) / this.#plan.ratePerS;
  }

  #scheduleArrival(): void {
    this.#scheduler.at(this.#arrival, this.#nextMs());
  }

  /** Lets all come that were due by now. */
  #arrive(): void {
    const nowMs = this.#scene.clock.monotonicMs();
    for (let dueMs = this.#nextMs(); dueMs <= nowMs; dueMs = this.#nextMs()) {
      this.#begin(dueMs, nowMs);
      this.#ofPhase++;
      this.#next++;
    }
    this.#scheduleArrival();
  }

  #begin(dueMs: number, nowMs: number): void {
    const { fleet, metrics, residents, shard = WHOLE } = this.#scene;
    const { stayMs, cutShare } = this.#plan as VisitPlan;
    const place = this.#places.take(nowMs, residents());
    if (place === undefined) {
      metrics.count("visit.missed");
      return;
    }
    metrics.count("visit.begun");
    const visit = placeInWhole(shard, this.#next);
    // Exponential, as calls at a telephone exchange: who has stayed for long is no likelier to leave.
    const stay = -Math.log(1 - uniform(hash(fleet.seed, STAY_SALT), visit)) * stayMs;
    this.#willCut[place] = uniform(hash(fleet.seed, LEAVE_SALT), visit) < cutShare ? 1 : 0;
    this.#scheduler.at(place, dueMs + stay);
    this.#coming.push(place);
  }

  #leave(place: number): void {
    // A phase may have made it one of those that stay.
    if (place < this.#scene.residents()) {
      this.#places.forget(place);
      return;
    }
    this.#scene.metrics.count("visit.ended");
    (this.#willCut[place] === 1 ? this.#cutting : this.#saying).push(place);
    this.#places.giveBack(place, this.#scene.clock.monotonicMs());
  }

  #act(): void {
    const { fleet } = this.#scene;
    // In this order: one that stays for less than a tick comes and leaves here.
    if (this.#coming.length > 0) fleet.act(this.#coming.splice(0), { kind: "power_on" });
    if (this.#saying.length > 0) fleet.act(this.#saying.splice(0), { kind: "shutdown" });
    if (this.#cutting.length > 0) fleet.act(this.#cutting.splice(0), { kind: "power_cut" });
  }
}
