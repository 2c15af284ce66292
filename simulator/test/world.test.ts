import { METRICS } from "@homesync/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { emptySurroundings, HomeWorld, type Surroundings } from "../src/world/home-world.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2026, 1, 2);

function at(world: HomeWorld, utcMs: number): Surroundings {
  const out = emptySurroundings();
  world.at(utcMs, out);
  return out;
}

const moments = fc.record({
  seed: fc.nat({ max: 0xffff_ffff }),
  home: fc.nat({ max: 5000 }),
  node: fc.nat({ max: 20 }),
  utcMs: fc.integer({ min: MONDAY, max: MONDAY + 400 * DAY }),
});

test("the same seed, node and time give the same readings, asked in any order", () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: DAY }), ({ seed, home, node, utcMs }, later) => {
      const one = new HomeWorld(seed, home, node);
      const other = new HomeWorld(seed, home, node);
      at(other, utcMs + later);
      expect(at(one, utcMs)).toEqual(at(other, utcMs));
    }),
  );
});

test("power is voltage times current times power factor, within its rounding", () => {
  fc.assert(
    fc.property(moments, ({ seed, home, node, utcMs }) => {
      const { voltageDv, currentMa, powerDw, powerFactorCenti } = at(new HomeWorld(seed, home, node), utcMs);
      const watts = (voltageDv / 10) * (currentMa / 1000) * (powerFactorCenti / 100);
      expect(Math.abs(watts - powerDw / 10)).toBeLessThanOrEqual(0.05 + 1e-9);
    }),
  );
});

test("every reading is in its metric's range, with plausible grid and temperature", () => {
  fc.assert(
    fc.property(moments, ({ seed, home, node, utcMs }) => {
      const seen = at(new HomeWorld(seed, home, node), utcMs);
      expect(seen.powerDw).toBeLessThanOrEqual(METRICS.power.max * 10);
      expect(seen.voltageDv).toBeGreaterThan(2070);
      expect(seen.voltageDv).toBeLessThan(2530);
      expect(seen.frequencyDhz).toBeGreaterThanOrEqual(499);
      expect(seen.frequencyDhz).toBeLessThanOrEqual(501);
      expect(seen.temperatureDeci).toBeGreaterThan(150);
      expect(seen.temperatureDeci).toBeLessThan(600);
      expect(seen.rssiDbm).toBeGreaterThanOrEqual(-95);
      expect(seen.rssiDbm).toBeLessThanOrEqual(-30);
      for (const value of Object.values(seen)) expect(Number.isInteger(value)).toBe(true);
    }),
  );
});

test("a home uses more in the evening than in the night, and some days ask for a kettle", () => {
  let evening = 0;
  let night = 0;
  let peak = 0;
  for (let home = 0; home < 10; home++) {
    const world = new HomeWorld(1, home, 0);
    for (let minute = 0; minute < 7 * 24 * 60; minute++) {
      const { powerDw } = at(world, MONDAY + minute * 60_000);
      const hour = Math.floor(minute / 60) % 24;
      if (hour >= 18 && hour < 22) evening += powerDw;
      if (hour >= 0 && hour < 4) night += powerDw;
      peak = Math.max(peak, powerDw);
    }
  }
  expect(evening).toBeGreaterThan(1.5 * night);
  expect(peak).toBeGreaterThan(20_000);
});

test("homes differ, and so do nodes of one home", () => {
  const powers = [0, 1, 2, 3].map((home) => at(new HomeWorld(5, home, 0), MONDAY).powerDw);
  expect(new Set(powers).size).toBeGreaterThan(1);
  expect(at(new HomeWorld(5, 0, 0), MONDAY)).not.toEqual(at(new HomeWorld(5, 0, 1), MONDAY));
});

test("all homes are on one grid", () => {
  const frequencies = [0, 1, 2, 3].map((home) => at(new HomeWorld(5, home, 0), MONDAY + 12_345).frequencyDhz);
  expect(new Set(frequencies).size).toBe(1);
});
