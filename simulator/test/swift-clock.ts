import type { Clock } from "../src/scheduler/clock.ts";

/** The system's clock, but for the time that passes. */
export const swiftClock = (speed: number): Clock => ({
  monotonicMs: () => performance.now() * speed,
  utcMs: () => Date.now(),
  timer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs / speed);
    return () => clearTimeout(timer);
  },
});
