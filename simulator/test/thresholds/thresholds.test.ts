import { expect, test } from "vitest";
import { Metrics, type MetricsSnapshot } from "../../src/metrics/metrics.ts";
import { readThreshold } from "../../src/thresholds/grammar.ts";
import { actualText, judge, type Verdict } from "../../src/thresholds/judge.ts";
import { ThresholdWatch } from "../../src/thresholds/watch.ts";

/** A run of 20 s with 200 nodes, of which 150 are connected. */
function measured(): MetricsSnapshot {
  const metrics = new Metrics();
  metrics.count("command.sent", 1000);
  metrics.count("command.lost", 5);
  metrics.count("telemetry.sent", 100_000);
  metrics.count("telemetry.lost", 1);
  for (let ms = 1; ms <= 100; ms++) metrics.record("command.rtt", ms);
  const snapshot = metrics.snapshot(20_000);
  return { ...snapshot, gauges: { ...snapshot.gauges, "nodes.planned": 200, "nodes.connected": 150 } };
}

function verdict(text: string): Verdict {
  const reading = readThreshold(text);
  if (!reading.ok) throw new Error(reading.message);
  return judge(reading.threshold, measured());
}

test.each([
  ["command.rtt.p99 < 500ms", true, /^9[89]\.?\d* ms$/],
  ["command.rtt.p50<0.04s", false, /^50\.?\d* ms$/],
  ["command.rtt.max <= 1m", true, /^100 ms$/],
  ["command.rtt.count == 100", true, /^100$/],
  ["command.lost <= 0.5%", true, /^0.50 %$/],
  ["command.lost < 0.5%", false, /^0.50 %$/],
  ["telemetry.lost == 0", false, /^1$/],
  ["telemetry.lost <= 0.1%", true, /^0.0010 %$/],
  ["command.sent.rate >= 50/s", true, /^50\/s$/],
  ["nodes.connected == 75%", true, /^75 %$/],
  ["nodes.connected != 150", false, /^150$/],
  ["connect.failed == 0", true, /^0$/],
  // Nothing of nothing is no share that is too large.
  ["connect.failed <= 1%", true, /^0 %$/],
  // What was not measured does not hold.
  ["delivery.subscriber.p99 < 1s", false, /^nothing measured$/],
])("%s: %s", (text, passed, actual) => {
  expect(verdict(text).passed).toBe(passed);
  expect(actualText(verdict(text))).toMatch(actual);
});

test.each([
  ["", /there is no operator/],
  ["command.lost", /there is no operator/],
  ["command.lost = 0", /"=" is no operator, expected one of <= >=/],
  ["command.lost <> 0", /"<>" is no operator/],
  ["command.lost < many", /expected a number after <, not "many"/],
  ["command.lost < 3 apples", /"3 apples" has an unknown unit, expected ms, s, m/],
  ["command.lost < -1", /expected a number after <, not "-1"/],
  ["comand.lost == 0", /there is no metric "comand.lost"; did you mean "command.lost"\?/],
  ["command.rtt < 3ms", /command.rtt is a distribution: choose one of command.rtt.count, .*command.rtt.p50/],
  ["command.rtt.p95 < 3ms", /command.rtt has no "p95", expected one of .*; did you mean "p9\d?.*"\?/],
  ["command.rtt.p99 < 3", /command.rtt.p99 is a time: give the value in ms, s or m/],
  ["command.rtt.p99 < 3%", /is a time/],
  ["command.rtt.count < 3ms", /command.rtt.count is a number: give the value without a unit/],
  ["command.lost == 3ms", /command.lost is a number/],
  ["command.lost.rate < 3", /command.lost.rate is a rate: give the value in \/s/],
  ["command.lost.p99 < 3", /command.lost has no "p99": it is a count/],
  ["bytes.out < 3%", /bytes.out is no share of anything/],
  ["nodes.connected.p99 > 3", /nodes.connected has no "p99"/],
  ["nodes.connected > 3s", /nodes.connected is a number/],
  [`${"a".repeat(5000)} == 0`, /there is no metric/],
])("%s is refused", (text, message) => {
  const reading = readThreshold(text);
  expect(reading.ok ? "accepted" : reading.message).toMatch(message);
});

test("a threshold that aborts does so from its time on, and not for want of a measurement", () => {
  const watched = (text: string, abortAfterMs?: number) => {
    const reading = readThreshold(text);
    if (!reading.ok) throw new Error(reading.message);
    return { threshold: reading.threshold, ...(abortAfterMs === undefined ? {} : { abortAfterMs }) };
  };
  const metrics = measured();
  expect(new ThresholdWatch([watched("command.lost == 0")]).abort(metrics)).toBeUndefined();
  expect(new ThresholdWatch([watched("command.lost == 0", 20_001)]).abort(metrics)).toBeUndefined();
  expect(new ThresholdWatch([watched("command.lost == 0", 20_000)]).abort(metrics)?.text).toBe(
    "command.lost == 0",
  );
  expect(new ThresholdWatch([watched("publish.ack.p99 < 1s", 0)]).abort(metrics)).toBeUndefined();
});
