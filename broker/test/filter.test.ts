import { describe, expect, test } from "vitest";
import { filterCovers, topicMatches } from "../src/access/filter.ts";

describe("a topic filter", () => {
  test.each([
    ["homesync/+/nodes/+/telemetry/+", "homesync/a/nodes/b/telemetry/power", true],
    ["homesync/+/nodes/+/telemetry/+", "homesync/a/nodes/b/status/online", false],
    ["homesync/a/#", "homesync/a", true],
    ["homesync/a/#", "homesync/ab", false],
    ["homesync/a", "homesync/a/b", false],
    ["#", "$SYS/uptime", false],
    ["$SYS/#", "$SYS/uptime", true],
    ["+", "", true],
  ])("%s and the topic %s: %s", (filter, topic, matches) => {
    expect(topicMatches(filter, topic)).toBe(matches);
  });

  test.each([
    ["homesync/a/#", "homesync/a/nodes/+/status/+", true],
    ["homesync/a/#", "homesync/+/nodes/+/status/+", false],
    ["homesync/+/nodes", "homesync/#", false],
    ["homesync/+", "homesync/+", true],
    ["homesync/a", "homesync/+", false],
    ["#", "homesync/#", true],
    ["#", "$SYS/#", false],
  ])("%s allows a subscription to %s: %s", (allowed, requested, covered) => {
    expect(filterCovers(allowed, requested)).toBe(covered);
  });
});
