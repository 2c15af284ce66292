import { expect, test } from "vitest";
import { Ledger } from "../../bench/soak/ledger.ts";
import { Schedule } from "../../bench/soak/schedule.ts";
import { growthPercent } from "../../bench/soak/statistics.ts";

test("a ledger is even when all that was sent has arrived, whichever it heard of first", () => {
  const ledger = new Ledger();
  ledger.sent("on");
  ledger.sent("on");
  ledger.arrived("off");
  expect([ledger.isEven, ledger.missing, ledger.surplus]).toEqual([false, 2, 1]);
  ledger.sent("off");
  ledger.arrived("on");
  expect([ledger.isEven, ledger.missing, ledger.surplus]).toEqual([false, 1, 0]);
  ledger.arrived("on");
  expect([ledger.isEven, ledger.missing, ledger.surplus]).toEqual([true, 0, 0]);
});

test("growth is that of the last tenth over the first, and one odd value is none", () => {
  const flat = Array.from({ length: 100 }, () => 100);
  expect(growthPercent(flat)).toBe(0);
  expect(growthPercent(flat.with(99, 500).with(0, 20))).toBe(0);
  expect(growthPercent(flat.map((value, at) => value + at))).toBeCloseTo(100 * (195 / 105 - 1));
});

/** A node's readings: when each is due, and how late it is. */
function scheduleOf(readings: readonly (readonly [dueMs: number, lateMs: number])[]): Schedule {
  const schedule = new Schedule(1000, 5000);
  for (const [dueMs, lateMs] of readings) schedule.sampled("node", 123 + dueMs + lateMs);
  return schedule;
}

test("a schedule that gains or loses a little each time drifts, by more than a period, too", () => {
  const slow = scheduleOf(Array.from({ length: 50 }, (_, at) => [at * 5000, at * 40]));
  // From the first to the earliest of the last five.
  expect(slow.driftMs).toBe(45 * 40);
  const fast = scheduleOf(Array.from({ length: 50 }, (_, at) => [at * 5000, at * -40]));
  expect(fast.driftMs).toBeGreaterThan(1000);
});

test("readings that are late now and then are no drift, and one left out is counted", () => {
  const late = scheduleOf(Array.from({ length: 50 }, (_, at) => [at * 5000, at % 3 === 0 ? 0 : 300]));
  expect([late.driftMs, late.missed]).toEqual([0, 0]);
  const skipped = scheduleOf([
    [0, 0],
    [5000, 0],
    [15_000, 0],
  ]);
  expect([skipped.driftMs, skipped.missed]).toEqual([0, 1]);
});
