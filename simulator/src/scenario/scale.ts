import type { Phase } from "../phases/phases.ts";
import type { Scenario } from "./schema.ts";
import { DEFAULT_NODES } from "./settled.ts";

/** How much smaller, or shorter, a scenario is to be run: 1 leaves it as it is. */
export interface Scale {
  /** Of the numbers of nodes and homes, and of the rates that go with them. */
  readonly size: number;
  /** Of the phases, and of when faults come and how long they last. */
  readonly time: number;
}

/**
 * The same scenario for a smaller fleet or a shorter time, to try it out. What the nodes do, such as their intervals, stays
 * as it is, and so do the thresholds: those that are to hold at any scale are shares.
 */
export function scaleScenario(scenario: Scenario, { size, time }: Scale): Scenario {
  if (size === 1 && time === 1) return scenario;
  const { fleet = {}, phases, faults, commands, update, thresholds, duration_s } = scenario;
  const count = (nodes: number): number => Math.max(1, Math.round(nodes * size));
  const nodes = count(fleet.nodes ?? DEFAULT_NODES);
  return {
    ...scenario,
    fleet: {
      ...fleet,
      nodes,
      ...(fleet.homes === undefined ? {} : { homes: Math.min(nodes, count(fleet.homes)) }),
    },
    ...(duration_s === undefined ? {} : { duration_s: duration_s * time }),
    ...(phases === undefined ? {} : { phases: phases.map((phase) => scalePhase(phase, size, time, nodes)) }),
    ...(faults === undefined ? {} : { faults: faults.map((fault) => scaleTimes(fault, FAULT_TIMES, time)) }),
    ...(commands === undefined
      ? {}
      : { commands: { ...commands, rate_per_s: Math.max(0.1, commands.rate_per_s * size) } }),
    ...(update === undefined ? {} : { update: scaleTimes(update, ["at_s", "over_s"], time) }),
    ...(thresholds === undefined
      ? {}
      : {
          thresholds: thresholds.map((threshold) =>
            typeof threshold === "string" ? threshold : scaleTimes(threshold, ["after_s"], time),
          ),
        }),
  };
}

const FAULT_TIMES = ["at_s", "duration_s"];
const PHASE_TIMES = ["over_s", "for_s", "every_s", "stay_s"];

function scalePhase(phase: Phase, size: number, time: number, nodes: number): Phase {
  const scaled = scaleTimes(phase, PHASE_TIMES, time);
  if ("to" in scaled && scaled.to !== undefined) {
    return {
      ...scaled,
      to: scaled.to === 0 ? 0 : Math.min(nodes, Math.max(1, Math.round(scaled.to * size))),
    };
  }
  // As many arrive as before, scaled by the size, in the scaled time; rounded down, so that no node is missing.
  return scaled.kind === "arrival"
    ? { ...scaled, rate_per_s: Math.max(0.001, (scaled.rate_per_s * size * 0.999_999) / time) }
    : scaled;
}

function scaleTimes<Value extends object>(value: Value, names: readonly string[], time: number): Value {
  const entries = Object.entries(value).map(([name, member]) => [
    name,
    names.includes(name) && typeof member === "number" ? member * time : member,
  ]);
  return Object.fromEntries(entries) as Value;
}
