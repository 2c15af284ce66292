import { describe, expect, test } from "vitest";
import { derivation } from "../generate/cpp/derivation.ts";
import { METRICS, type Metric, SETTINGS } from "../src/index.ts";

const APPARENT_POWER: Metric = {
  unit: "VA",
  min: 0,
  max: 26_000,
  decimals: 1,
  deadband: { place: 17, max: 26_000, default: 20 },
  meaning: "apparent power",
  source: { sensor: "meter", product: ["voltage", "current"] },
};
const derive = (change: Partial<Metric>) =>
  derivation({ ...METRICS, apparent: { ...APPARENT_POWER, ...change } });

test("without a computed metric the core computes none", () => {
  expect(derivation()).toContain("derive_metrics(int32_t*) {}");
});

test("a product goes from the units of its factors to its own, rounded to nearest", () => {
  expect(derive({})).toMatch(
    /kApparent\)\] = \(values\[.*kVoltage\)\] \* values\[.*kCurrent\)\] [+] 500\) \/ 1000;/,
  );
  expect(derive({ decimals: 4 })).toMatch(/kVoltage\)\] \* values\[.*kCurrent\)\];/);
});

describe("is refused", () => {
  test.each<[string, Partial<Metric>, string]>([
    ["more decimals than the factors have", { decimals: 5 }, "5 decimals are more"],
    ["a range that a result can leave", { max: 25_000 }, "reaches from 0 to 26000: widen min and max"],
    [
      "a factor that is no metric",
      { source: { sensor: "meter", product: ["voltage", "phase"] } },
      "phase is no metric",
    ],
    [
      "a factor of the thermometer",
      { source: { sensor: "meter", product: ["voltage", "temperature"] } },
      "no metric",
    ],
    ["what 31 bits do not hold", { source: { sensor: "meter", product: ["power", "current"] } }, "31 bits"],
  ])("%s", (_name, change, message) => {
    expect(() => derive(change)).toThrow(message);
  });
});

test("no two settings have one place, and none is left out", () => {
  expect(Object.values(SETTINGS).map(({ place }) => place)).toEqual(
    Object.keys(SETTINGS).map((_, index) => index),
  );
});
