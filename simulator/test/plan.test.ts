import { connectBytes, writeBytes } from "@homesync/broker/line-bytes";
import { PLANS, type Plan } from "@homesync/broker/plans";
import { describe, expect, test, vi } from "vitest";
import { judgePlan } from "../src/plan/judge.ts";
import { type Day, measureDay } from "../src/plan/measure.ts";
import { runCommandLine } from "./cli/command-line.ts";
import { expectDocumented, markdownTable } from "./documented.ts";

vi.setConfig({ testTimeout: 120_000 });

const flow = (lineBytes: number) => ({ mqttBytes: lineBytes, lineBytes, writes: 1 });
const day = (lineBytes: number): Day => ({
  fromNodes: flow(lineBytes),
  toNodes: flow(0),
  subscribers: flow(0),
  hours: [{ mqttBytes: lineBytes, lineBytes }],
  messages: 1,
  largestPayloadBytes: 200,
});
const verdicts = (plan: Plan, lineBytes: number, nodes: number, measured = nodes) =>
  Object.fromEntries(
    judgePlan(plan, day(lineBytes), { nodes, measured, subscribers: 1 }).map(({ limit, verdict }) => [
      limit,
      verdict,
    ]),
  );

describe("the judgement", () => {
  const free = PLANS["hivemq-free"];

  test("counts the bridge's session, warns from 80 % on and refuses above the limit", () => {
    expect(verdicts(free, 0, 78)).toMatchObject({ sessions: "fits" });
    expect(verdicts(free, 0, 79)).toMatchObject({ sessions: "near" });
    expect(verdicts(free, 0, 99)).toMatchObject({ sessions: "near" });
    expect(verdicts(free, 0, 100)).toMatchObject({ sessions: "exceeds" });
  });

  test("counts a month of 31 days, of the whole fleet", () => {
    expect(verdicts(free, 10e9 / 31, 10)).toMatchObject({ "data per month": "near" });
    expect(verdicts(free, 10e9 / 31 + 1, 10)).toMatchObject({ "data per month": "exceeds" });
    expect(verdicts(free, 10e9 / 31 / 2 + 1, 20, 10)).toMatchObject({ "data per month": "exceeds" });
  });

  test("leaves out what a plan does not state", () => {
    expect(Object.keys(verdicts(PLANS["hivemq-starter"], 0, 10))).not.toContain("connects per second");
  });
});

test("a write pays for its records, its segments and one acknowledgement", () => {
  expect(writeBytes(1000, false)).toBe(1000 + 2 * 40);
  expect(writeBytes(1000, true)).toBe(1000 + 29 + 2 * 40);
  expect(writeBytes(1460, false)).toBe(1460 + 2 * 40);
  expect(writeBytes(1460, true)).toBe(1460 + 29 + 3 * 40);
  expect(connectBytes(true)).toBeGreaterThan(connectBytes(false));
});

test("seven readings of a sample are one write, and the same fleet is the same day", async () => {
  const options = { nodes: 1, seed: 3, tls: true, subscribers: 1, commandsPerDay: 0 };
  const one = await measureDay(options);
  expect(one.fromNodes.writes).toBeLessThan(one.messages / 2.5);
  expect(one.subscribers.mqttBytes).toBeGreaterThan(0.95 * one.fromNodes.mqttBytes);
  expect(await measureDay(options)).toEqual(one);
  expect(one.hours).toHaveLength(24);
  const all = one.fromNodes.mqttBytes + one.toNodes.mqttBytes + one.subscribers.mqttBytes;
  expect(one.hours.reduce((sum, { mqttBytes }) => sum + mqttBytes, 0)).toBe(all);
  // Commands are counted: to the broker, to the node, its answer, and the copy of that.
  const commanded = await measureDay({ ...options, commandsPerDay: 24 });
  // A reading more or less: an answer may move a deadband's.
  expect(Math.abs(commanded.messages - one.messages - 24)).toBeLessThan(5);
  expect(commanded.toNodes.mqttBytes).toBeGreaterThan(one.toNodes.mqttBytes + 24 * 100);
});

test("30 homes of one node with the default settings fit the free plan", async () => {
  const { status, out } = await runCommandLine("plan --nodes 30 --sample 30 --json");
  expect(status).toBe(0);
  const [{ needs }] = JSON.parse(out).plans;
  expect(needs.map(({ limit, verdict }: Record<string, string>) => [limit, verdict])).toEqual([
    ["sessions", "fits"],
    ["connects per second", "fits"],
    ["message size", "fits"],
    // More than 80 % of it.
    ["data per month", "near"],
  ]);
});

test("a fleet that does not fit ends with status 7 and says which limit", async () => {
  const { status, out, err } = await runCommandLine("plan --nodes 120 --sample 2");
  expect(status).toBe(7);
  expect(out).toMatch(/sessions +121 of +100 +121\.0 % +DOES NOT FIT/);
  expect(err).toMatch(/does not fit: sessions of HiveMQ Cloud Serverless \(free\); data per month of/);
});

test.each([
  ["plan --plan hivemq-gold", /there is no plan hivemq-gold: use hivemq-free, /],
  ["plan --nodes 0", /--nodes must be a whole number from 1/],
  ["plan --interval 0 --sample 1", /interval must be a whole number/],
])("%s is refused with what to do", async (line, message) => {
  expect(await runCommandLine(line)).toMatchObject({ status: 2, err: expect.stringMatching(message) });
});

test("docs/plans.md has every plan", () => {
  const rows = Object.entries(PLANS).map(([name, plan]: [string, Plan]) => [
    `\`${name}\``,
    plan.title,
    String(plan.maxSessions),
    plan.maxConnectsPerS === undefined ? "not stated" : String(plan.maxConnectsPerS),
    `${plan.maxMessageBytes / 1024} KB`,
    `${plan.bytesPerMonth / 1e9} GB`,
    plan.pricePerMonth === 0 ? "free" : `$${plan.pricePerMonth}`,
  ]);
  const head = ["plan", "", "sessions", "connects per second", "message", "data a month", "a month"];
  expectDocumented("plans.md", "plans", markdownTable(head, rows));
});
