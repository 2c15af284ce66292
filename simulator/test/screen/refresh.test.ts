import { expect, test } from "vitest";
import { FASTEST_MS, Refresh, SLOWEST_MS } from "../../src/screen/refresh.ts";

const SHARE = 0.05;

/**
 * A process whose engine takes so much of the CPU, for a minute, looked at four times a second as the screen does.
 * @param pressMs a key is pressed this often; 0: never
 */
function minuteOf(
  engineShare: number,
  frameCpuMs: number,
  pressMs = 0,
): { refreshes: number[]; share: number } {
  const refresh = new Refresh();
  const refreshes: number[] = [];
  let cpuMs = 1000;
  const draw = (nowMs: number, asked: boolean): void => {
    refresh.drawn(nowMs, cpuMs, cpuMs + frameCpuMs, asked);
    cpuMs += frameCpuMs;
  };
  draw(0, false);
  for (let nowMs = 250; nowMs <= 60_000; nowMs += 250) {
    cpuMs += 250 * engineShare;
    if (pressMs > 0 && nowMs % pressMs === 0) draw(nowMs, true);
    if (!refresh.isDue(nowMs, cpuMs)) continue;
    refreshes.push(nowMs);
    draw(nowMs, false);
  }
  return { refreshes, share: refresh.spentMs / (60_000 * engineShare) };
}

const spans = (times: readonly number[]): number[] =>
  times.slice(1).map((time, at) => time - (times[at] ?? 0));

test("beside a busy engine the screen is drawn every second", () => {
  const { refreshes, share } = minuteOf(0.5, 4);
  expect(new Set(spans(refreshes))).toEqual(new Set([FASTEST_MS]));
  expect(share).toBeLessThan(SHARE);
});

test("a frame that costs more waits longer, so that the share holds", () => {
  const { refreshes, share } = minuteOf(0.1, 10);
  expect(Math.min(...spans(refreshes))).toBeGreaterThan(FASTEST_MS);
  expect(Math.max(...spans(refreshes))).toBeLessThan(SLOWEST_MS);
  expect(share).toBeLessThan(SHARE);
});

test("beside an engine that takes next to nothing the screen stays alive", () => {
  expect(new Set(spans(minuteOf(0.001, 10).refreshes))).toEqual(new Set([SLOWEST_MS]));
});

test("frames that keys ask for are paid off by later refreshes", () => {
  const calm = minuteOf(0.1, 5);
  const pressed = minuteOf(0.1, 5, 2000);
  expect(pressed.refreshes.length).toBeLessThan(calm.refreshes.length);
});
