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
  // From the first of the first five to the first of the last five.
  expect(slow.driftMs).toBe(45 * 40);
  const fast = scheduleOf(Array.from({ length: 50 }, (_, at) => [at * 5000, at * -40]));
  expect(fast.driftMs).toBe(45 * 40);
});

test("readings that are late are no drift, whichever of them are", () => {
  const late = (lateMs: (at: number) => number): number =>
    scheduleOf(Array.from({ length: 50 }, (_, at) => [at * 5000, lateMs(at)])).driftMs;
  expect(late((at) => (at % 3 === 0 ? 0 : 300))).toBe(0);
  expect(late((at) => (at % 7 === 1 ? 500 : 0))).toBe(0);
  expect(late((at) => (at === 0 ? 400 : 0))).toBe(0);
  // A busy time of all nodes, and calm after it.
  expect(late((at) => (at >= 10 && at < 20 ? 500 : 0))).toBe(0);
  expect(late((at) => (at >= 10 && at < 20 ? 700 : 0))).toBe(0);
});

test("a reading left out is counted, and is no drift", () => {
  const skipped = scheduleOf([0, 5000, 15_000, 20_000, 25_000, 30_000].map((dueMs) => [dueMs, 0]));
  expect([skipped.driftMs, skipped.missed]).toEqual([0, 1]);
});
