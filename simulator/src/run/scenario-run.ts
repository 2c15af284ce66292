import type { BrokerAccess } from "@homesync/broker/reach";
import type { Fault } from "../faults/fault.ts";
import type { FaultyBroker } from "../faults/scene.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { NodeLogLine } from "../fleet/options.ts";
import { startFleet } from "../fleet/start-fleet.ts";
import { Metrics, type MetricsSnapshot } from "../metrics/metrics.ts";
import { planStages } from "../phases/phases.ts";
import type { Ending, RunReport } from "../report/run-report.ts";
import type { Scenario } from "../scenario/schema.ts";
import { DEFAULT_NODES } from "../scenario/settled.ts";
import { type Clock, systemClock } from "../scheduler/clock.ts";
import type { WatchedThreshold } from "../thresholds/watch.ts";
import type { UpdateSigner } from "../update/key-files.ts";
import { type Companions, openCompanions } from "./companions.ts";
import { composeReport, runName } from "./compose-report.ts";
import { FaultCourse } from "./fault-course.ts";
import { fleetOptions, shardOf } from "./fleet-plan.ts";
import { Population } from "./population.ts";
import { quickFaults } from "./quick-faults.ts";
import { RunMeter } from "./run-meter.ts";
import type { RunView } from "./run-view.ts";
import { StageClock } from "./stage-clock.ts";
import { updateKeys } from "./update-keys.ts";
import { Visits } from "./visits.ts";
import { watchedThresholds } from "./watched-thresholds.ts";

/** How often the number of nodes follows its plan. */
const STEP_MS = 100;

export interface RunOptions {
  readonly scenario: Scenario;
  readonly access: BrokerAccess;
  /** The broker, when it is this process's own: some faults need it. */
  readonly broker?: FaultyBroker | undefined;
  readonly clock?: Clock;
  /** What nodes log, warnings and above. */
  readonly log?: (line: NodeLogLine) => void;
  /** Something that went wrong in the run itself, for people. */
  readonly warn?: (line: string) => void;
}

/** A scenario that runs: its fleet, the clients beside it, and the clock that leads both through the phases. */
export class ScenarioRun {
  readonly fleet: Fleet;
  /** Resolves when the run is to be ended, with the reason. */
  readonly ended: Promise<Ending>;
  /** Faults that need nothing said but their kind. */
  readonly quickFaults: readonly Fault[];
  readonly #scenario: Scenario;
  readonly #brokerUrl: string;
  readonly #clock: Clock;
  readonly #companions: Companions;
  readonly #meter: RunMeter;
  readonly #population: Population;
  readonly #stages: StageClock | undefined;
  readonly #visits: Visits;
  readonly #faults: FaultCourse;
  readonly #startedMs: number;
  readonly #startedUtcMs: number;
  readonly #total: number;
  #end: (ending: Ending) => void = () => undefined;
  #cancelTimer: () => void = () => undefined;
  #paused = false;
  #over = false;

  private constructor(
    { scenario, access, broker, warn = () => undefined, clock = systemClock }: RunOptions,
    parts: {
      fleet: Fleet;
      companions: Companions;
      metrics: Metrics;
      watched: readonly WatchedThreshold[];
      signer: UpdateSigner | undefined;
    },
  ) {
    this.#scenario = scenario;
    this.#brokerUrl = access.address.url;
    this.#clock = clock;
    this.fleet = parts.fleet;
    this.#companions = parts.companions;
    this.#startedMs = clock.monotonicMs();
    this.#startedUtcMs = clock.utcMs();
    this.#total = scenario.fleet?.nodes ?? DEFAULT_NODES;
    this.#population = new Population(this.fleet, this.#total);
    this.#stages =
      scenario.phases === undefined ? undefined : new StageClock(planStages(scenario.phases, this.#total), 0);
    const { shard } = scenario.fleet ?? {};
    this.#visits = new Visits({
      fleet: this.fleet,
      metrics: parts.metrics,
      clock,
      residents: () => this.#population.target,
      ...(shard === undefined ? {} : { shard: shardOf(shard) }),
    });
    this.quickFaults = quickFaults(broker !== undefined);
    this.#faults = new FaultCourse(
      {
        fleet: this.fleet,
        access,
        clock,
        ...(broker === undefined ? {} : { broker }),
        ...(parts.signer === undefined ? {} : { updateKey: parts.signer.privateKey }),
      },
      warn,
    );
    this.#meter = new RunMeter({
      fleet: this.fleet,
      metrics: parts.metrics,
      observer: parts.companions.observer,
      watched: parts.watched,
      elapsedMs: () => this.#elapsedMs(),
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /**
   * Builds the fleet, opens what observes it, and begins.
   * @throws FleetOptionsError, KeyFileError, CoreLoadError, CompanionError
   */
  static async start(options: RunOptions): Promise<ScenarioRun> {
    const { scenario, access, clock = systemClock, log = () => undefined } = options;
    const { signer, publicKey } = await updateKeys(scenario);
    const updates = publicKey === undefined ? {} : { updates: { publicKey } };
    const fleet = await startFleet({
      ...fleetOptions(scenario, access, log),
      ...updates,
      // Workers have the system's own.
      ...(options.clock === undefined ? {} : { clock }),
    });
    const metrics = new Metrics();
    const watched = watchedThresholds(scenario);
    try {
      const companions = await openCompanions(scenario, watched, { access, fleet, metrics, clock, signer });
      const run = new ScenarioRun(options, { fleet, companions, metrics, watched, signer });
      run.#begin();
      return run;
    } catch (error) {
      fleet.kill();
      throw error;
    }
  }

  /** Everything measured so far, by the fleet and by those beside it. */
  measure(): MetricsSnapshot {
    return this.#meter.measure();
  }

  view(): RunView {
    const metrics = this.measure();
    const nowMs = this.#elapsedMs();
    return {
      name: runName(this.#scenario),
      metrics,
      verdicts: this.#meter.verdicts(metrics),
      phase: this.#stages?.title ?? "",
      phaseLeftMs: this.#stages?.leftMs(nowMs) ?? 0,
      faults: this.#faults.inForce,
      paused: this.#paused,
    };
  }

  /** Stops the phases and the commands; the nodes that are on go on. */
  pause(): void {
    this.#paused = true;
    this.#stages?.pause(this.#elapsedMs());
    this.#visits.pause();
    this.fleet.pause();
    this.#companions.driver?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#stages?.resume(this.#elapsedMs());
    this.#visits.resume();
    this.fleet.resume();
    this.#companions.driver?.start();
  }

  /** Brings a fault now. @throws FaultError where it cannot be */
  async inject(fault: Fault): Promise<void> {
    await this.#faults.inject(fault, this.#elapsedMs());
  }

  /** Asks the run to end. */
  end(ending: Ending): void {
    this.#end(ending);
  }

  /** Ends everything in order and tells what the run did. Takes a bounded time. */
  async finish(): Promise<RunReport> {
    const endedBy = await this.ended;
    this.#over = true;
    this.#cancelTimer();
    this.#visits.stop();
    const { driver, observer, store, updates } = this.#companions;
    driver?.pause();
    await updates?.close();
    await this.#faults.close(this.#elapsedMs());
    await driver?.close();
    store?.stop();
    // How things stood before all went home.
    const before = this.#meter.close();
    this.#stages?.close(before.elapsedMs);
    const summary = await this.fleet.stop();
    await observer?.close(this.fleet.metrics().counters["telemetry.sent"]);
    const metrics = { ...this.measure(), gauges: before.gauges, elapsedMs: before.elapsedMs };
    return composeReport({
      scenario: this.#scenario,
      startedUtcMs: this.#startedUtcMs,
      endedBy,
      brokerUrl: this.#brokerUrl,
      nodes: this.fleet.nodes,
      summary,
      metrics,
      thresholds: this.#meter.verdicts(metrics),
      phases: this.#stages?.episodes ?? [],
      faults: this.#faults.episodes,
      timeline: this.#meter.points,
    });
  }

  #begin(): void {
    this.#companions.driver?.start();
    this.#companions.store?.start();
    this.#companions.updates?.start();
    this.#faults.schedule(this.#scenario.faults ?? []);
    if (this.#stages === undefined) this.#population.aim(this.#total);
    this.#tick();
  }

  #tick(): void {
    const nowMs = this.#elapsedMs();
    this.#followStages(nowMs);
    this.#faults.look(nowMs);
    if (this.#meter.look(nowMs)) this.#end("threshold");
    const limitMs = (this.#scenario.duration_s ?? Number.POSITIVE_INFINITY) * 1000;
    if (nowMs >= limitMs) this.#end("duration");
    if (!this.#over) this.#cancelTimer = this.#clock.timer(STEP_MS, () => this.#tick());
  }

  #followStages(nowMs: number): void {
    const stages = this.#stages;
    if (stages === undefined || this.#paused) return;
    const { target, cut, visits } = stages.advance(nowMs);
    this.#population.aim(target);
    this.#visits.follow(visits?.plan, this.#startedMs + (visits?.startMs ?? 0));
    if (cut !== undefined) this.#population.cut(cut);
    if (stages.isOver) this.#end("phases");
  }

  #elapsedMs(): number {
    return this.#clock.monotonicMs() - this.#startedMs;
  }
}
