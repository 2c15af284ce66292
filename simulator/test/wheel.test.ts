import fc from "fast-check";
import { expect, test } from "vitest";
import { TimingWheel } from "../src/scheduler/wheel.ts";

const TICK_MS = 8;
const ENTRIES = 6;

/** The wheel as one would write it first: a list that is searched. */
class NaiveWheel {
  #due = new Map<number, { tick: number; order: number }>();
  #now = 0;
  #order = 0;

  schedule(entry: number, dueMs: number): void {
    const tick = Math.max(Math.ceil(dueMs / TICK_MS), this.#now + 1);
    this.#due.set(entry, { tick, order: this.#order++ });
  }

  cancel(entry: number): void {
    this.#due.delete(entry);
  }

  advance(nowMs: number): number[] {
    const target = Math.floor(nowMs / TICK_MS);
    const fired = [...this.#due].filter(([, { tick }]) => tick <= target);
    fired.sort(([, a], [, b]) => a.tick - b.tick || a.order - b.order);
    for (const [entry] of fired) this.#due.delete(entry);
    this.#now = Math.max(this.#now, target);
    return fired.map(([entry]) => entry);
  }

  nextDueMs(): number {
    const ticks = [...this.#due.values()].map(({ tick }) => tick);
    return ticks.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...ticks) * TICK_MS;
  }
}

const entry = fc.integer({ min: 0, max: ENTRIES - 1 });
const steps = fc.array(
  fc.oneof(
    // Up to several turns of a wheel of 16 slots, and times that are past.
    fc.record({ do: fc.constant("schedule" as const), entry, inMs: fc.integer({ min: -50, max: 1000 }) }),
    fc.record({ do: fc.constant("cancel" as const), entry }),
    fc.record({ do: fc.constant("advance" as const), byMs: fc.integer({ min: 0, max: 300 }) }),
  ),
  { maxLength: 60 },
);

test("fires what a list would, in its order", () => {
  fc.assert(
    fc.property(steps, (script) => {
      const wheel = new TimingWheel(ENTRIES, 0, TICK_MS, 16);
      const naive = new NaiveWheel();
      let nowMs = 0;
      for (const step of script) {
        if (step.do === "schedule") {
          wheel.schedule(step.entry, nowMs + step.inMs);
          naive.schedule(step.entry, nowMs + step.inMs);
        } else if (step.do === "cancel") {
          wheel.cancel(step.entry);
          naive.cancel(step.entry);
        } else {
          nowMs += step.byMs;
          const fired: number[] = [];
          wheel.advance(nowMs, (index) => fired.push(index));
          expect(fired).toEqual(naive.advance(nowMs));
        }
        expect(wheel.nextDueMs()).toBe(naive.nextDueMs());
      }
    }),
  );
});

test("never fires early, and less than a tick late", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 20_000, noNaN: true }), (dueMs) => {
      const wheel = new TimingWheel(1, 0, TICK_MS, 16);
      const firesMs = wheel.schedule(0, dueMs);
      let firedMs = -1;
      for (let nowMs = 0; firedMs < 0; nowMs++) wheel.advance(nowMs, () => (firedMs = nowMs));
      expect(firedMs).toBeGreaterThanOrEqual(dueMs);
      expect(firedMs).toBeLessThanOrEqual(Math.max(dueMs, 1) + TICK_MS);
      expect(firedMs).toBe(firesMs);
    }),
  );
});

test("an entry may cancel and schedule others, itself too, while it fires", () => {
  const wheel = new TimingWheel(4, 0, TICK_MS, 16);
  for (const index of [0, 1, 2, 3]) wheel.schedule(index, 20);
  const fired: number[] = [];
  const fire = (index: number): void => {
    fired.push(index);
    if (index === 0) {
      wheel.cancel(1);
      wheel.cancel(2);
      wheel.schedule(0, 20);
    }
  };
  wheel.advance(24, fire);
  expect(fired).toEqual([0, 3]);
  wheel.advance(31, fire);
  expect(fired).toEqual([0, 3]);
  wheel.advance(32, fire);
  expect(fired).toEqual([0, 3, 0]);
});

test("infinity is never", () => {
  const wheel = new TimingWheel(1, 0);
  wheel.schedule(0, 100);
  wheel.schedule(0, Number.POSITIVE_INFINITY);
  expect(wheel.size).toBe(0);
  expect(wheel.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
});
