import { describe, expect, test } from "vitest";
import type { Impairment } from "../../src/line/impairment.ts";
import { Line } from "../../src/line/line.ts";
import { ManualClock } from "./manual-clock.ts";

/** A line to the broker, and when what was sent over it arrived. */
function lineWith(...impairments: Impairment[]) {
  const clock = new ManualClock();
  const line = new Line(clock);
  line.impair(impairments, 1);
  const arrived: [name: string, ms: number][] = [];
  const send = (name: string, bytes = 100): void =>
    line.toBroker.pass(bytes, () => arrived.push([name, clock.monotonicMs()]));
  return { clock, line, arrived, send };
}

describe("a line", () => {
  test("that is good passes at once", () => {
    const { send, arrived } = lineWith();
    send("a");
    expect(arrived).toEqual([["a", 0]]);
  });

  test("with latency delays every chunk by the same", () => {
    const { send, arrived, clock } = lineWith({ kind: "latency", delayMs: 200 });
    send("a");
    clock.advance(50);
    send("b");
    clock.advance(1000);
    expect(arrived).toEqual([
      ["a", 200],
      ["b", 250],
    ]);
  });

  test("with jitter delays by different times, at most so much, and keeps the order", () => {
    const { send, arrived, clock } = lineWith({ kind: "jitter", mostMs: 100, seed: 3 });
    for (let index = 0; index < 50; index++) {
      send(String(index));
      clock.advance(10);
    }
    clock.advance(1000);
    expect(arrived.map(([name]) => name)).toEqual(Array.from({ length: 50 }, (_, index) => String(index)));
    const delays = arrived.map(([, ms], index) => ms - 10 * index);
    expect(Math.max(...delays)).toBeLessThanOrEqual(101);
    expect(new Set(delays).size).toBeGreaterThan(10);
  });

  test("with a bandwidth takes the time that the bytes need, one chunk behind the other", () => {
    const { send, arrived, clock } = lineWith({ kind: "bandwidth", bytesPerS: 1000 });
    send("a", 500);
    send("b", 250);
    clock.advance(10_000);
    send("c", 100);
    clock.advance(1000);
    expect(arrived).toEqual([
      ["a", 500],
      ["b", 750],
      ["c", 10_100],
    ]);
  });

  test("with loss stalls: as often as segments are lost, and what is behind waits too", () => {
    const { send, arrived, clock } = lineWith({ kind: "loss", rate: 0.2, seed: 5 });
    const sentMs: number[] = [];
    for (let index = 0; index < 500; index++) {
      sentMs.push(clock.monotonicMs());
      send(String(index));
      clock.advance(70_000);
    }
    const delays = arrived.map(([, ms], index) => ms - (sentMs[index] as number));
    const stalled = delays.filter((ms) => ms > 0);
    expect(stalled.length / 500).toBeGreaterThan(0.14);
    expect(stalled.length / 500).toBeLessThan(0.26);
    expect(Math.min(...stalled)).toBe(200);
    // The time-out doubles: 200, 200 + 400, 200 + 400 + 800.
    expect(new Set(stalled.map((ms) => Math.round(ms / 200)))).toContain(3);
  });

  test("that is half open holds everything, and lets it go in order when that ends", () => {
    const { send, arrived, clock, line } = lineWith({ kind: "half_open" });
    send("a");
    send("b");
    clock.advance(100_000);
    expect(arrived).toEqual([]);
    line.impair([], 1);
    clock.advance(1);
    expect(arrived.map(([name]) => name)).toEqual(["a", "b"]);
    expect(line.isClear).toBe(true);
  });

  test("with two impairments adds them up", () => {
    const { send, arrived, clock } = lineWith(
      { kind: "latency", delayMs: 200 },
      { kind: "bandwidth", bytesPerS: 1000 },
    );
    send("a", 100);
    clock.advance(1000);
    expect(arrived).toEqual([["a", 300]]);
  });
});
