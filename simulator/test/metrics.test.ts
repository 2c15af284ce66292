import fc from "fast-check";
import { build } from "hdr-histogram-js";
import { expect, test } from "vitest";
import { COUNTER_NAMES, HISTOGRAM_NAMES, SHARE_OF } from "../src/metrics/catalog.ts";
import { Histogram, histogramSince, mergeHistograms, percentile } from "../src/metrics/histogram.ts";
import { Metrics, mergeMetrics, statistic } from "../src/metrics/metrics.ts";

/** Ours is kept within one part in 128; hdr-histogram-js, with three digits, within one in a thousand. */
const PRECISION = 1 / 127 + 1 / 1000;
const times = fc.array(
  fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.integer({ min: 0, max: 3_600_000 })),
  { minLength: 1, maxLength: 400 },
);

function recorded(values: readonly number[]) {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.snapshot();
}

test("percentiles are those of hdr-histogram-js, within the width of a bucket", () => {
  fc.assert(
    fc.property(times, (values) => {
      const reference = build({ highestTrackableValue: 4_000_000_000, numberOfSignificantValueDigits: 3 });
      for (const value of values) reference.recordValue(Math.floor(value * 1000));
      const snapshot = recorded(values);
      for (const percent of [50, 90, 99, 99.9]) {
        const expected = reference.getValueAtPercentile(percent) / 1000;
        expect(Math.abs(percentile(snapshot, percent) - expected)).toBeLessThanOrEqual(
          expected * PRECISION + 0.001,
        );
      }
      expect(snapshot).toMatchObject({
        count: values.length,
        min: Math.min(...values),
        max: Math.max(...values),
      });
    }),
    { numRuns: 30 },
  );
});

test("parts merge to what one histogram would have, whatever the parts", () => {
  fc.assert(
    fc.property(times, times, (one, other) => {
      const merged = mergeHistograms([recorded(one), recorded([]), recorded(other)]);
      const whole = recorded([...one, ...other]);
      expect({ ...merged, sum: 0 }).toEqual({ ...whole, sum: 0 });
      expect(merged.sum).toBeCloseTo(whole.sum, 3);
    }),
  );
});

test("what was recorded since an earlier snapshot is the rest", () => {
  fc.assert(
    fc.property(times, times, (before, after) => {
      const histogram = new Histogram();
      for (const value of before) histogram.record(value);
      const earlier = histogram.snapshot();
      for (const value of after) histogram.record(value);
      const rest = histogramSince(histogram.snapshot(), earlier);
      expect(rest.buckets).toEqual(recorded(after).buckets);
      expect(rest.count).toBe(after.length);
    }),
  );
});

test("an empty histogram answers 0, a negative time counts as 0, an endless one as the longest", () => {
  expect(percentile(recorded([]), 99)).toBe(0);
  expect(statistic(recorded([]), "mean")).toBe(0);
  expect(recorded([-5])).toMatchObject({ min: 0, max: 0, count: 1 });
  const long = recorded([1e12]);
  expect(long.count).toBe(1);
  expect(statistic(long, "max")).toBe(1e12);
});

test("snapshots of workers merge, and cross threads as JSON", () => {
  const one = new Metrics();
  one.count("command.sent", 3);
  one.record("command.rtt", 5);
  one.fail("bad_credentials");
  const other = new Metrics();
  other.count("command.sent");
  other.record("command.rtt", 50);
  other.fail("bad_credentials");
  const snapshots = [one.snapshot(1000), other.snapshot(900)].map((snapshot) =>
    JSON.parse(JSON.stringify(snapshot)),
  );
  const merged = mergeMetrics(snapshots);
  expect(merged.elapsedMs).toBe(1000);
  expect(merged.counters["command.sent"]).toBe(4);
  expect(merged.counters["telemetry.sent"]).toBe(0);
  expect(merged.errors).toEqual({ bad_credentials: 2 });
  expect(statistic(merged.histograms["command.rtt"], "max")).toBe(50);
  expect(statistic(merged.histograms["command.rtt"], "count")).toBe(2);
});

test("names are lower case words with points, and shares are of counters that there are", () => {
  for (const name of [...COUNTER_NAMES, ...HISTOGRAM_NAMES]) expect(name).toMatch(/^[a-z]+(\.[a-z0-9_]+)+$/);
  for (const [name, wholes] of Object.entries(SHARE_OF)) {
    expect(COUNTER_NAMES).toContain(name);
    for (const whole of wholes) expect(COUNTER_NAMES).toContain(whole);
  }
});
