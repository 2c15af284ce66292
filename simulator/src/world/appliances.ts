import { hash, uniform } from "./noise.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Something in a home that draws power. */
export interface Appliance {
  readonly name: string;
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

/** The appliances of a home; the times of day are local. */
const HOME: readonly Appliance[] = [
  { name: "standby", watts: 38, powerFactor: 0.62, runs: always },
  { name: "router", watts: 9, powerFactor: 0.58, runs: always },
  { name: "fridge", watts: 92, powerFactor: 0.78, runs: cycling(46 * MINUTE, 0.36) },
  { name: "kettle, morning", watts: 2150, powerFactor: 1, runs: daily(7, 0.8, 3 * MINUTE, 0.9) },
  { name: "kettle, afternoon", watts: 2150, powerFactor: 1, runs: daily(16, 1.5, 3 * MINUTE, 0.6) },
  { name: "lights, morning", watts: 64, powerFactor: 0.93, runs: daily(6.5, 0.5, 80 * MINUTE, 0.8) },
  { name: "lights, evening", watts: 118, powerFactor: 0.93, runs: daily(18.5, 0.7, 260 * MINUTE, 0.97) },
  { name: "hob", watts: 1650, powerFactor: 0.99, runs: daily(18.2, 0.8, 35 * MINUTE, 0.75) },
  { name: "television", watts: 105, powerFactor: 0.9, runs: daily(20, 0.7, 150 * MINUTE, 0.85) },
  { name: "washing machine", watts: 430, powerFactor: 0.83, runs: daily(11, 4, 95 * MINUTE, 0.4) },
  { name: "dishwasher", watts: 1180, powerFactor: 0.97, runs: daily(20.5, 1.2, 55 * MINUTE, 0.6) },
  { name: "heater, night", watts: 820, powerFactor: 1, runs: cycling(110 * MINUTE, 0.18) },
];

/**
 * The appliances behind one meter. The first node of a home meters the whole home; every other one a branch of it, with
 * a few appliances of its own.
 */
export function appliancesOf(seed: number, nodeOfHome: number): readonly Appliance[] {
  if (nodeOfHome === 0) return HOME;
  return HOME.filter((_, index) => index === nodeOfHome % HOME.length || uniform(seed, 100 + index) < 0.25);
}
