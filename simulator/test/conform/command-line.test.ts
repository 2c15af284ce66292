import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBroker } from "@homesync/broker";
import { expect, onTestFinished, test, vi } from "vitest";
import { runCommandLine } from "../cli/command-line.ts";
import { PLANTED } from "./deviations.ts";
import { plantedLine } from "./planted-line.ts";

vi.setConfig({ testTimeout: 60_000 });

test("a virtual node passes: a table, a JUnit report, status 0", async () => {
  const folder = await mkdtemp(join(tmpdir(), "homesync-conform-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "junit.xml");
  const { status, out } = await runCommandLine(["conform", "--only", "birth", "relay", "--junit", file]);
  expect(status).toBe(0);
  expect(out).toMatch(
    /^passed +birth .*\n +REQ-004.*\npassed +relay .*\n +REQ-005.*\n2 passed, 0 failed, 0 not/,
  );
  const junit = await readFile(file, "utf8");
  expect(junit).toContain('<testsuite name="a virtual node" tests="2" failures="0" errors="0" skipped="0"');
  expect(junit).toMatch(/name="relay: .*REQ-005/);
});

test("a node that departs ends with status 7, and the check is named", async () => {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  const planted = PLANTED.find(({ check }) => check === "update-refusal");
  const line = await plantedLine(broker.port, planted?.play() ?? {});
  onTestFinished(() => line.close());
  const { status, out, err } = await runCommandLine(
    `conform --broker mqtt://127.0.0.1:${line.port} --only led update-refusal`,
  );
  expect(status).toBe(7);
  expect(out).toMatch(/FAILED +update-refusal .*\n.*\n +-> it must be refused with bad_signature/);
  expect(err).toBe("homesync-sim: a virtual node departs from the protocol: update-refusal\n");
});

test.each([
  ["conform --home kitchen", /--home and --node belong together/],
  ["conform --home kitchen --node node-1", /name it with --broker/],
  ["conform --home a/b --node n --broker mqtt://127.0.0.1", /--home must be/],
  ["conform --only wings", /there is no check wings: the checks are client-id, /],
  ["conform --broker mqtts://broker.invalid", /switch its relay on mqtts:.*add --yes if that is meant/],
])("%s is refused with what to do", async (line, message) => {
  expect(await runCommandLine(line)).toMatchObject({ status: 2, err: expect.stringMatching(message) });
});

test("a broker that is not there is status 3", async () => {
  const closed = await startBroker();
  await closed.close();
  expect((await runCommandLine(`conform --broker mqtt://127.0.0.1:${closed.port}`)).status).toBe(3);
});
