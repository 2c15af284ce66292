import { expect, test } from "vitest";
import { Backoff } from "../src/link/backoff.ts";

const waits = (backoff: Backoff, count: number): number[] =>
  Array.from({ length: count }, () => backoff.next());

test("REQ-002 Automatic reconnection: reconnects wait 1, 2, 4 ... 60 seconds", () => {
  expect(waits(new Backoff(() => 0), 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((s) => s * 1000));
});

test("the jitter adds at most a tenth", () => {
  expect(waits(new Backoff(() => 0.999999), 3)).toEqual([1100, 2200, 4400]);
});

test("a connection that lasted a minute starts the waits again, a shorter one does not", () => {
  const backoff = new Backoff(() => 0);
  waits(backoff, 3);
  backoff.connectedFor(59_999);
  expect(backoff.next()).toBe(8_000);
  backoff.connectedFor(60_000);
  expect(backoff.next()).toBe(1_000);
});
