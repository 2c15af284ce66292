import { startBroker } from "@homesync/broker";
import { parseBrokerUrl } from "@homesync/broker/reach";
import type { IPublishPacket } from "mqtt-packet";
import { expect, test, vi } from "vitest";
import type { Check } from "../../src/conform/check.ts";
import { CHECKS } from "../../src/conform/checks.ts";
import { findingText } from "../../src/conform/report.ts";
import { conformVirtual } from "../../src/conform/run.ts";
import { PLANTED, type Planted } from "./deviations.ts";
import { plantedLine } from "./planted-line.ts";

vi.setConfig({ testTimeout: 120_000 });

/** What fails; those behind `last` are left out, as many of them would wait for what never comes. */
async function failed(play: Planted["play"], last: string): Promise<string[]> {
  const checks = CHECKS.slice(0, CHECKS.findIndex(({ name }) => name === last) + 1);
  const broker = await startBroker();
  const line = await plantedLine(broker.port, play());
  try {
    const findings = await conformVirtual(
      {
        access: { address: parseBrokerUrl(broker.url) },
        checks,
        nowMs: () => performance.now(),
        onFinding: () => undefined,
      },
      { address: parseBrokerUrl(`mqtt://127.0.0.1:${line.port}`) },
      "sim-planted",
    );
    return findings.filter(({ verdict }) => verdict === "failed").map(findingText);
  } finally {
    line.close();
    await broker.close();
  }
}

test("at least ten faults are planted", () => {
  expect(PLANTED.length).toBeGreaterThanOrEqual(10);
});

test("over a line that changes nothing a node conforms", async () => {
  const nothing = () => ({ publish: (packet: IPublishPacket) => [packet] });
  expect(await failed(nothing, (CHECKS.at(-1) as Check).name)).toEqual([]);
});

test.concurrent.each(PLANTED)("a node fails the check $check when $fault", async ({ check, play }) => {
  const findings = await failed(play, check);
  expect(findings.at(-1) ?? "nothing failed").toMatch(new RegExp(`^FAILED +${check} `));
});
