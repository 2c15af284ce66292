import { parseBrokerUrl } from "@homesync/broker/reach";
import { expect, test } from "vitest";
import { startFleet } from "../../src/index.ts";
import { Metrics } from "../../src/metrics/metrics.ts";
import { MemoryBroker } from "../../src/mqtt/memory-broker.ts";
import type { VisitPlan } from "../../src/phases/phase-kind.ts";
import { Visits } from "../../src/run/visits.ts";
import { VirtualClock } from "../../src/scheduler/virtual-clock.ts";

const START = Date.UTC(2026, 0, 1);
const PLAN: VisitPlan = { ratePerS: 2, visits: 240, stayMs: 10_000, cutShare: 0 };

/** When nodes came and went: births, planned absences and wills, with the second and the node. */
async function build({ seed = 5, nodes = 60, residents = 5, shard = { index: 1, of: 1 } } = {}) {
  const clock = new VirtualClock(START);
  const course: string[] = [];
  const broker = new MemoryBroker(clock, (topic, payload) => {
    if (!topic.endsWith("/status/online") || payload.length === 0) return;
    const { online, reason } = JSON.parse(payload.toString());
    course.push(`${clock.monotonicMs()} ${topic.split("/")[1]} ${online ? "on" : reason}`);
  });
  const fleet = await startFleet({
    broker: { address: parseBrokerUrl("mqtt://127.0.0.1") },
    nodes,
    seed,
    homePrefix: "sim-visit",
    initialNodes: residents,
    clock,
    dial: broker.dial,
    shard,
  });
  const metrics = new Metrics();
  const visits = new Visits({ fleet, metrics, clock, shard, residents: () => residents });
  const counted = (): Record<string, number> => metrics.snapshot(0).counters;
  const level = (): number => fleet.metrics().gauges["nodes.connected"];
  clock.advance(5000);
  return { clock, course, fleet, visits, counted, level };
}

test("nodes come at the rate, as many are there as come while one stays, and all of them leave", async () => {
  const { clock, visits, counted, level, fleet } = await build();
  visits.follow(PLAN, clock.monotonicMs());
  clock.advance(30_000);
  expect(counted()["visit.begun"]).toBe(60);
  let sum = 0;
  for (let second = 30; second < 120; second++) {
    sum += level() - 5;
    clock.advance(1000);
  }
  // Two a second that stay for ten: twenty at a time in the mean.
  expect(sum / 90).toBeGreaterThan(14);
  expect(sum / 90).toBeLessThan(26);
  expect(counted()).toMatchObject({ "visit.begun": 240, "visit.missed": 0 });
  visits.follow(undefined, 0);
  clock.advance(120_000);
  expect(counted()).toMatchObject({ "visit.begun": 240, "visit.ended": 240 });
  expect(level()).toBe(5);
  const { counters } = fleet.metrics();
  expect(counters["node.ended"]).toBe(240);
  expect(counters["connect.lost"]).toBe(0);
  expect(counters["connect.succeeded"]).toBeGreaterThan(230);
});

test("the same seed gives the same course, another seed another one", async () => {
  const course = async (seed: number): Promise<string[]> => {
    const { clock, visits, course } = await build({ seed });
    visits.follow({ ...PLAN, cutShare: 0.3 }, clock.monotonicMs());
    clock.advance(60_000);
    return course;
  };
  const first = await course(5);
  expect(first.length).toBeGreaterThan(150);
  expect(await course(5)).toEqual(first);
  expect(await course(6)).not.toEqual(first);
});

test("a share leaves without a word, the others announce it", async () => {
  const { clock, visits, counted, fleet } = await build();
  visits.follow({ ...PLAN, cutShare: 0.5 }, clock.monotonicMs());
  clock.advance(240_000);
  const { counters, errors } = fleet.metrics();
  const cut = errors["node_failed"] ?? 0;
  expect(counted()["visit.ended"]).toBe(240);
  expect(cut).toBeGreaterThan(80);
  expect(counters["node.ended"]).toBeGreaterThan(80);
  expect(counters["connect.lost"] + counters["connect.failed"]).toBe(cut);
});

test("when no node is free that is counted, and those that are on all the time are left alone", async () => {
  const { clock, visits, counted, level, course } = await build({ nodes: 10 });
  visits.follow(PLAN, clock.monotonicMs());
  clock.advance(120_000);
  expect(counted()["visit.missed"]).toBeGreaterThan(100);
  expect((counted()["visit.begun"] ?? 0) + (counted()["visit.missed"] ?? 0)).toBe(240);
  expect(level()).toBeGreaterThanOrEqual(5);
  expect(level()).toBeLessThanOrEqual(10);
  const residents = course.filter((entry) => /sim-visit-000[1-5] /.test(entry));
  expect(residents).toHaveLength(5);
});

test("while paused nobody comes; afterwards the rest does", async () => {
  const { clock, visits, counted } = await build();
  visits.follow({ ...PLAN, visits: 20 }, clock.monotonicMs());
  clock.advance(5000);
  visits.pause();
  clock.advance(60_000);
  expect(counted()).toMatchObject({ "visit.begun": 10, "visit.ended": 10 });
  visits.resume();
  clock.advance(5100);
  expect(counted()["visit.begun"]).toBe(20);
});

test("the shards of a run have its visits between them, at the same times", async () => {
  const births = async (index: number, of: number): Promise<string[]> => {
    const { clock, visits, course } = await build({ residents: 0, shard: { index, of } });
    visits.follow({ ...PLAN, visits: 60 }, clock.monotonicMs());
    clock.advance(40_000);
    return course.filter((entry) => entry.endsWith(" on")).map((entry) => entry.split(" ")[0] ?? "");
  };
  const parts = [...(await births(1, 2)), ...(await births(2, 2))];
  expect(parts.map(Number).sort((a, b) => a - b)).toEqual((await births(1, 1)).map(Number));
});
