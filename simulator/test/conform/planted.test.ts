import { startBroker } from "@homesync/broker";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { expect, onTestFinished, test, vi } from "vitest";
import { conformVirtual } from "../../src/conform/run.ts";
import { PLANTED } from "./deviations.ts";
import { plantedLine } from "./planted-line.ts";

vi.setConfig({ testTimeout: 240_000 });

async function failed(play: (typeof PLANTED)[number]["play"]): Promise<string[]> {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  const port = await plantedLine(broker.port, play());
  const findings = await conformVirtual(
    {
      access: { address: parseBrokerUrl(broker.url) },
      nowMs: () => performance.now(),
      onFinding: () => undefined,
    },
    { address: parseBrokerUrl(`mqtt://127.0.0.1:${port}`) },
    "sim-planted",
  );
  return findings.filter(({ verdict }) => verdict === "failed").map(({ check }) => check.name);
}

test("at least ten faults are planted", () => {
  expect(PLANTED.length).toBeGreaterThanOrEqual(10);
});

test("over a line that changes nothing a node conforms", async () => {
  expect(await failed(() => ({ publish: (packet) => [packet], command: (packet) => packet }))).toEqual([]);
});

test.concurrent.each(PLANTED)("a node fails the check $check when $fault", async ({ check, play }) => {
  expect(await failed(play)).toContain(check);
});
