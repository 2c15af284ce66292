import { expect, test } from "vitest";
import { Idempotency } from "../src/api/idempotency.ts";
import { parsePrefer } from "../src/api/preference.ts";
import { ManualClock } from "./support/manual-clock.ts";

/** Runs a request with a key; says which run it was that the answer is from. */
function runner() {
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const idempotency = new Idempotency(clock);
  let runs = 0;
  const run = async (subject: string, key: string, content = "body") => {
    const { answer } = await idempotency.run(subject, key, content, async () => {
      runs += 1;
      return { answer: { status: 200, headers: {}, body: runs }, acted: true };
    });
    return answer.body;
  };
  return { clock, idempotency, run };
}

test("a key is forgotten after a day", async () => {
  const { clock, run } = runner();
  expect(await run("alice", "a")).toBe(1);
  clock.advance(86_399_000);
  expect(await run("alice", "a")).toBe(1);
  clock.advance(1_000);
  expect(await run("alice", "a")).toBe(2);
});

test("one subject cannot make the bridge forget another's keys, and all are bounded", async () => {
  const { idempotency, run } = runner();
  expect(await run("alice", "a")).toBe(1);
  for (let key = 0; key < 1_500; key += 1) await run("bob", `${key}`);
  expect(await run("alice", "a")).toBe(1);
  expect(idempotency.size).toBe(1_001);
  for (let subject = 0; subject < 12; subject += 1) {
    for (let key = 0; key < 900; key += 1) await run(`subject-${subject}`, `${key}`);
  }
  expect(idempotency.size).toBe(10_000);
});

test("a request that failed may be tried again with its key", async () => {
  const { idempotency, run } = runner();
  const failing = idempotency.run("alice", "a", "body", () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await run("alice", "a")).toBe(1);
});

test.each([
  [undefined, undefined, undefined],
  ["", undefined, undefined],
  ["handling=lenient", undefined, undefined],
  ["respond-async", 0, "respond-async"],
  ["Respond-Async; foo=bar, WAIT=10", 10_000, "respond-async, wait=10"],
  ['wait="5"', 5_000, "wait=5"],
  ["wait=3600", 60_000, "wait=60"],
  ["wait=-1, wait=7", undefined, undefined],
  [["wait=1", "respond-async"], 1_000, "respond-async, wait=1"],
] as const)("Prefer: %s", (header, waitMs, applied) => {
  expect(parsePrefer(header)).toEqual({ waitMs, applied });
});
