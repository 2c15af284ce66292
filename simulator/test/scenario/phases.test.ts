import fc from "fast-check";
import { expect, test } from "vitest";
import { type Phase, phaseProblems, planStages } from "../../src/phases/phases.ts";
import { StageClock } from "../../src/run/stage-clock.ts";
import { scaleScenario } from "../../src/scenario/scale.ts";
import type { Scenario } from "../../src/scenario/schema.ts";

const PHASES: readonly Phase[] = [
  { kind: "ramp", to: 40, over_s: 10 },
  { kind: "hold", for_s: 5 },
  { kind: "arrival", rate_per_s: 2, for_s: 10 },
  { kind: "step", to: 100, steps: 4, every_s: 2 },
  { kind: "storm", share: 0.5, for_s: 6 },
  { kind: "ramp", to: 0, over_s: 5 },
];

/** The number of nodes that are wanted at each of these seconds. */
function course(phases: readonly Phase[], nodes: number, seconds: readonly number[]): number[] {
  const clock = new StageClock(planStages(phases, nodes), 0);
  return seconds.map((second) => clock.advance(second * 1000).target);
}

test("each phase goes on from the nodes that the one before it left on", () => {
  expect(phaseProblems(PHASES, 100)).toEqual([]);
  expect(course(PHASES, 100, [0, 5, 10, 14.9, 15, 20, 25, 26.9, 27, 29, 31, 33, 36, 39, 41.5, 44])).toEqual([
    0, 20, 40, 40, 40, 50, 70, 70, 80, 90, 100, 100, 100, 100, 50, 0,
  ]);
});

test("a storm cuts its share once, when it begins", () => {
  const clock = new StageClock(planStages(PHASES, 100), 0);
  expect(clock.advance(32_900).cut).toBeUndefined();
  expect(clock.advance(33_050).cut).toEqual({ atMs: 0, share: 0.5 });
  expect(clock.advance(33_150).cut).toBeUndefined();
});

test("arrivals that stay for a while leave the number of nodes as it was, and go on from when they began", () => {
  const phases: readonly Phase[] = [
    { kind: "ramp", to: 10, over_s: 10 },
    { kind: "arrival", rate_per_s: 4, for_s: 60, stay_s: 5, cut_share: 0.25 },
    { kind: "hold", for_s: 10 },
  ];
  expect(phaseProblems(phases, 100)).toEqual([]);
  expect(course(phases, 100, [10, 40, 75])).toEqual([10, 10, 10]);
  const clock = new StageClock(planStages(phases, 100), 0);
  expect(clock.advance(9000).visits).toBeUndefined();
  const visits = { plan: { ratePerS: 4, visits: 240, stayMs: 5000, cutShare: 0.25 }, startMs: 10_000 };
  expect(clock.advance(10_080).visits).toEqual(visits);
  clock.pause(20_000);
  clock.resume(25_000);
  expect(clock.advance(30_000).visits).toEqual({ ...visits, startMs: 15_000 });
  expect(clock.advance(76_000).visits).toBeUndefined();
});

test("arrivals that cannot be are told with what would help", () => {
  const told = (phase: Phase): unknown => phaseProblems([{ kind: "ramp", to: 40, over_s: 1 }, phase], 100);
  const arrival = { kind: "arrival", rate_per_s: 4, for_s: 60 } as const;
  expect(told(arrival)).toMatchObject([
    { path: [1, "for_s"], message: expect.stringMatching(/240 nodes would arrive.*stay_s/) },
  ]);
  expect(told({ ...arrival, stay_s: 20 })).toMatchObject([
    { path: [1, "stay_s"], message: expect.stringMatching(/about 77 nodes.*more than 117 nodes/) },
  ]);
  expect(told({ ...arrival, stay_s: 10 })).toEqual([]);
  expect(told({ ...arrival, rate_per_s: 0.5, cut_share: 0.5 })).toMatchObject([
    { path: [1, "cut_share"], message: expect.stringMatching(/needs stay_s/) },
  ]);
});

test("a pause makes the present phase as much longer", () => {
  const clock = new StageClock(planStages(PHASES, 100), 0);
  expect(clock.advance(5000).target).toBe(20);
  clock.pause(5000);
  expect(clock.advance(9000).target).toBe(20);
  expect(clock.leftMs(9000)).toBe(5000);
  clock.resume(9000);
  expect(clock.advance(11_000).target).toBe(28);
});

test("a late tick makes no phase longer; phases cut short end where they were cut", () => {
  const clock = new StageClock(planStages(PHASES, 100), 0);
  clock.advance(16_000);
  clock.close(17_000);
  expect(clock.isOver).toBe(true);
  expect(clock.episodes).toEqual([
    { title: "ramp to 40 nodes", fromMs: 0, toMs: 10_000 },
    { title: "hold 40 nodes", fromMs: 10_000, toMs: 15_000 },
    { title: "2 arrivals a second", fromMs: 15_000, toMs: 17_000 },
  ]);
});

test("however phases are put together, the number of nodes stays between none and all", () => {
  const seconds = fc.integer({ min: 0, max: 20 });
  const nodes = fc.integer({ min: 0, max: 50 });
  const phase: fc.Arbitrary<Phase> = fc.oneof(
    fc.record({ kind: fc.constant("ramp" as const), to: nodes, over_s: seconds }),
    fc.record({ kind: fc.constant("hold" as const), for_s: seconds }),
    fc.record({
      kind: fc.constant("step" as const),
      to: nodes,
      steps: fc.integer({ min: 1, max: 9 }),
      every_s: seconds,
    }),
    fc.record({ kind: fc.constant("storm" as const), for_s: seconds }),
  );
  fc.assert(
    fc.property(fc.array(phase, { minLength: 1, maxLength: 6 }), (phases) => {
      expect(phaseProblems(phases, 50)).toEqual([]);
      const at = Array.from({ length: 60 }, (_, index) => index * 2);
      for (const target of course(phases, 50, at)) {
        expect(target).toBeGreaterThanOrEqual(0);
        expect(target).toBeLessThanOrEqual(50);
        expect(Number.isInteger(target)).toBe(true);
      }
    }),
  );
});

test("a scaled scenario is the same in small, and still valid", () => {
  const scenario: Scenario = {
    duration_s: 100,
    fleet: { nodes: 1000, homes: 500, interval_s: 30 },
    phases: [
      { kind: "ramp", to: 400, over_s: 10 },
      { kind: "arrival", rate_per_s: 20, for_s: 30, stay_s: 20 },
      { kind: "arrival", rate_per_s: 20, for_s: 30 },
      { kind: "step", steps: 4, every_s: 10 },
    ],
    commands: { rate_per_s: 50, mix: { "led.on": 1 } },
    faults: [{ kind: "latency", at_s: 20, duration_s: 10, delay_ms: 80 }],
    thresholds: ["connect.failed == 0", { check: "connect.lost == 0", abort: true, after_s: 20 }],
  };
  const scaled = scaleScenario(scenario, { size: 0.1, time: 0.5 });
  expect(scaled).toMatchObject({
    duration_s: 50,
    fleet: { nodes: 100, homes: 50, interval_s: 30 },
    phases: [
      { kind: "ramp", to: 40, over_s: 5 },
      { kind: "arrival", for_s: 15, stay_s: 10 },
      { kind: "arrival", for_s: 15 },
      { kind: "step", steps: 4, every_s: 5 },
    ],
    commands: { rate_per_s: 5 },
    faults: [{ at_s: 10, duration_s: 5, delay_ms: 80 }],
    thresholds: ["connect.failed == 0", { after_s: 10 }],
  });
  expect(phaseProblems(scaled.phases ?? [], 100)).toEqual([]);
  expect(course(scaled.phases ?? [], 100, [5, 20])[0]).toBe(40);
  expect(scaleScenario(scenario, { size: 1, time: 1 })).toBe(scenario);
});
