import { hash, uniform } from "./noise.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Something in a home that draws power. */
export interface Appliance {
  /** Active power while it runs, W. */
  readonly watts: number;
  /** Active power divided by apparent power while it runs. */
  readonly powerFactor: number;
  /** Whether it runs at this local time of a home with this seed. */
  readonly runs: (seed: number, localMs: number) => boolean;
}

/** Runs all the time. */
const always = () => true;

/** Runs a share of every period, such as a compressor. */
const cycling = (periodMs: number, share: number) => (seed: number, localMs: number) => {
  const phase = uniform(seed, 1);
  return (localMs / periodMs + phase) % 1 < share;
};

/**
 * Runs once around an hour of the day, on some days: the day decides with `chance`, and moves the start by up to
 * `spreadH` hours either way.
 */
const daily =
  (hour: number, spreadH: number, durationMs: number, chance: number) => (seed: number, localMs: number) => {
    const day = Math.floor(localMs / DAY);
    if (uniform(seed, day) >= chance) return false;
    const start = (hour + spreadH * (2 * uniform(hash(seed, 7), day) - 1)) * HOUR;
    const time = localMs - day * DAY;
    return time >= start && time < start + durationMs;
  };

/** What may be in a home; the times of day are local. */
export const APPLIANCES = {
  standby: { watts: 38, powerFactor: 0.62, runs: always },
  router: { watts: 9, powerFactor: 0.58, runs: always },
  fridge: { watts: 92, powerFactor: 0.78, runs: cycling(46 * MINUTE, 0.36) },
  freezer: { watts: 110, powerFactor: 0.75, runs: cycling(58 * MINUTE, 0.42) },
  "kettle, morning": { watts: 2150, powerFactor: 1, runs: daily(7, 0.8, 3 * MINUTE, 0.9) },
  "kettle, afternoon": { watts: 2150, powerFactor: 1, runs: daily(16, 1.5, 3 * MINUTE, 0.6) },
  "lights, morning": { watts: 64, powerFactor: 0.93, runs: daily(6.5, 0.5, 80 * MINUTE, 0.8) },
  "lights, evening": { watts: 118, powerFactor: 0.93, runs: daily(18.5, 0.7, 260 * MINUTE, 0.97) },
  "lights, working day": { watts: 420, powerFactor: 0.95, runs: daily(8, 0.4, 600 * MINUTE, 0.72) },
  hob: { watts: 1650, powerFactor: 0.99, runs: daily(18.2, 0.8, 35 * MINUTE, 0.75) },
  television: { watts: 105, powerFactor: 0.9, runs: daily(20, 0.7, 150 * MINUTE, 0.85) },
  computers: { watts: 640, powerFactor: 0.9, runs: daily(8.5, 0.5, 520 * MINUTE, 0.72) },
  "washing machine": { watts: 430, powerFactor: 0.83, runs: daily(11, 4, 95 * MINUTE, 0.4) },
  dishwasher: { watts: 1180, powerFactor: 0.97, runs: daily(20.5, 1.2, 55 * MINUTE, 0.6) },
  "heater, night": { watts: 820, powerFactor: 1, runs: cycling(110 * MINUTE, 0.18) },
  "heat pump": { watts: 1900, powerFactor: 0.94, runs: cycling(75 * MINUTE, 0.45) },
  "water heater": { watts: 2000, powerFactor: 1, runs: daily(2, 1, 140 * MINUTE, 0.95) },
  "car, night": { watts: 7200, powerFactor: 0.99, runs: daily(22.5, 1.2, 80 * MINUTE, 0.7) },
} as const satisfies Record<string, Appliance>;

export type ApplianceName = keyof typeof APPLIANCES;
