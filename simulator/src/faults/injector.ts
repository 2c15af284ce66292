import type { KeyObject } from "node:crypto";
import type { BrokerAccess } from "@homesync/broker/reach";
import type { Fleet } from "../fleet/fleet.ts";
import type { Impairment } from "../line/impairment.ts";
import type { Clock } from "../scheduler/clock.ts";
import { hash } from "../world/noise.ts";
import { impersonate, publishAll } from "./application.ts";
import { FAULT_KINDS, type Fault } from "./fault.ts";
import type { FaultKind, FaultTiming } from "./fault-kind.ts";
import type { Lift } from "./lift.ts";
import type { FaultScene, FaultyBroker } from "./scene.ts";
import { selectNodes } from "./whom.ts";

/** A fault that is in force. */
export interface ActiveFault {
  readonly fault: Fault;
  /** Nodes of this process that it meets. */
  readonly nodes: number;
  /** When it came, monotonic ms. */
  readonly sinceMs: number;
}

export interface InjectorOptions {
  readonly fleet: Fleet;
  /** To publish and to connect as somebody else would. */
  readonly access: BrokerAccess;
  /** The broker, when it is ours. */
  readonly broker?: FaultyBroker;
  /** Signs updates that the nodes trust; `bad_update` needs it. */
  readonly updateKey?: KeyObject;
  readonly clock: Clock;
  /** Hears of a fault that could not come, or not be taken back. */
  onError(fault: Fault, error: unknown): void;
}

/** Brings faults over a fleet, by a plan or by hand, and takes them back. */
export class FaultInjector {
  readonly #options: InjectorOptions;
  readonly #active = new Map<ActiveFault, () => Promise<void>>();
  /** What is wrong with the line of each node, by its place in the fleet. */
  readonly #impairments = new Map<number, Impairment[]>();
  readonly #timers = new Set<() => void>();
  #injected = 0;

  constructor(options: InjectorOptions) {
    this.#options = options;
  }

  /** The faults in force, the oldest first. */
  get inForce(): readonly ActiveFault[] {
    return [...this.#active.keys()];
  }

  /** Brings each fault when its time has come, counted from now; those without a time come now. */
  schedule(faults: readonly Fault[]): void {
    for (const fault of faults) {
      const { at_s: atS = 0 } = fault as FaultTiming;
      this.#after(atS, () => this.inject(fault).catch((error) => this.#options.onError(fault, error)));
    }
  }

  /**
   * Brings a fault now, for its duration or until it is lifted.
   * @throws FaultError where it cannot be
   */
  async inject(fault: Fault): Promise<ActiveFault> {
    const timing: FaultTiming = fault;
    const draw = ++this.#injected;
    const nodes = this.#select(timing, draw);
    const kind = FAULT_KINDS.find(({ kind }) => kind === fault.kind) as unknown as FaultKind;
    const active: ActiveFault = {
      fault,
      nodes: nodes.length,
      sinceMs: this.#options.clock.monotonicMs(),
    };
    const lift = await kind.apply(fault as never, this.#scene(nodes, draw));
    if (!kind.lasts) return active;
    this.#active.set(active, async () => lift());
    if (timing.duration_s !== undefined) {
      this.#after(timing.duration_s, () =>
        this.lift(active).catch((error) => this.#options.onError(fault, error)),
      );
    }
    return active;
  }

  /** Takes a fault back; one that is over already is left alone. */
  async lift(active: ActiveFault): Promise<void> {
    const lift = this.#active.get(active);
    this.#active.delete(active);
    await lift?.();
  }

  /** Takes everything back, and brings nothing more. */
  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    for (const active of this.inForce) {
      await this.lift(active).catch((error) => this.#options.onError(active.fault, error));
    }
  }

  #after(seconds: number, callback: () => void): void {
    const cancel = this.#options.clock.timer(seconds * 1000, () => {
      this.#timers.delete(cancel);
      callback();
    });
    this.#timers.add(cancel);
  }

  #select({ whom }: FaultTiming, draw: number): number[] {
    const { fleet } = this.#options;
    const shape = {
      seed: fleet.seed,
      nodes: fleet.nodes.length,
      homeIdOf: (index: number) => fleet.nodes[index]?.homeId ?? "",
    };
    return [...selectNodes(whom, shape, draw)];
  }

  #scene(indexes: readonly number[], draw: number): FaultScene {
    const { fleet, access, broker, updateKey, clock } = this.#options;
    return {
      nodes: indexes.flatMap((index) => fleet.nodes[index] ?? []),
      act: (action) => fleet.act(indexes, action),
      impair: (impairment) => this.#impair(indexes, impairment),
      broker,
      updateKey,
      clock,
      seed: hash(fleet.seed, draw),
      publish: (messages) => publishAll(access, messages),
      impersonate: (clientIds) => impersonate(access, clientIds),
    };
  }

  #impair(indexes: readonly number[], impairment: Impairment): Lift {
    for (const index of indexes) {
      const all = this.#impairments.get(index) ?? [];
      all.push(impairment);
      this.#impairments.set(index, all);
      this.#tellLine(index);
    }
    return () => {
      for (const index of indexes) {
        const all = this.#impairments.get(index)?.filter((other) => other !== impairment) ?? [];
        this.#impairments.set(index, all);
        this.#tellLine(index);
      }
    };
  }

  #tellLine(index: number): void {
    this.#options.fleet.act([index], { kind: "line", impairments: this.#impairments.get(index) ?? [] });
  }
}
