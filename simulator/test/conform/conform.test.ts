import { startBroker } from "@homesync/broker";
import { type BrokerAccess, parseBrokerUrl } from "@homesync/broker/reach";
import { makeCertificate, startMosquitto, withServers } from "@homesync/broker/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { CHECKS } from "../../src/conform/checks.ts";
import { AskingHands, NoHands } from "../../src/conform/hands.ts";
import { conformanceJunit, findingText, summaryText } from "../../src/conform/report.ts";
import { type ConformanceRun, conform, conformVirtual } from "../../src/conform/run.ts";
import type { Finding } from "../../src/conform/suite.ts";
import { VirtualSubject } from "../../src/conform/virtual-node.ts";

vi.setConfig({ testTimeout: 180_000 });

const run = (access: BrokerAccess, more: Partial<ConformanceRun> = {}): ConformanceRun => ({
  access,
  nowMs: () => performance.now(),
  onFinding: () => undefined,
  ...more,
});

const others = (findings: readonly Finding[]): string[] =>
  findings.filter(({ verdict }) => verdict !== "passed").map((finding) => findingText(finding));

async function embedded() {
  const broker = await startBroker();
  onTestFinished(() => broker.close());
  return { broker, access: { address: parseBrokerUrl(broker.url) } };
}

test("a virtual node conforms on the embedded broker, and leaves nothing there", async () => {
  const { broker, access } = await embedded();
  const findings = await conformVirtual(run(access), access, "sim-conform");
  expect(others(findings)).toEqual([]);
  expect(summaryText(findings)).toBe(`${CHECKS.length} passed, 0 failed, 0 not checked\n`);
  await expect.poll(() => broker.usage().sessions).toBe(0);
});

withServers("conformance on mosquitto", () => {
  test("a virtual node conforms", { timeout: 180_000 }, async () => {
    const mosquitto = await startMosquitto();
    const access = { address: parseBrokerUrl(mosquitto.url) };
    expect(others(await conformVirtual(run(access), access, "sim-conform"))).toEqual([]);
  });

  test("a virtual node conforms over TLS", { timeout: 180_000 }, async () => {
    const certificate = await makeCertificate();
    const mosquitto = await startMosquitto({ certificate });
    const access = { address: parseBrokerUrl(mosquitto.url), ca: certificate.cert };
    expect(others(await conformVirtual(run(access), access, "sim-conform"))).toEqual([]);
  });
});

describe("a node that is there already", () => {
  async function present() {
    const { access } = await embedded();
    const subject = await VirtualSubject.start(access, "sim-board");
    onTestFinished(() => subject.fleet.kill());
    await subject.restorePower();
    await subject.fleet.whenConnected();
    return { access, subject, ids: { homeId: subject.node.homeId, nodeId: subject.node.nodeId } };
  }

  test("alone: what would need a hand is not checked, and nothing of that passes", async () => {
    const { access, ids } = await present();
    // The sign of life takes up to a minute.
    const checks = CHECKS.filter(({ name }) => name !== "sign-of-life");
    const findings = await conform(run(access, { checks }), {
      ...ids,
      hands: new NoHands(),
      mayErase: false,
    });
    const notChecked = findings.filter(({ verdict }) => verdict === "not_checked");
    expect(notChecked.map(({ check }) => check.name)).toEqual([
      "client-id",
      "reconnect",
      "will",
      "retained-command",
      "planned-absence",
      "erasing",
    ]);
    expect(findings.filter(({ verdict }) => verdict === "failed")).toEqual([]);
    const junit = conformanceJunit("node", "2026-01-01T00:00:00Z", findings);
    expect(junit).toContain(`tests="${checks.length}" failures="0" errors="0" skipped="6"`);
    expect(junit).toMatch(/name="will: .*REQ-008.*<skipped message="nobody is here to do it/);
  });

  test("beside a person: who does what is asked lets it be checked", async () => {
    const { access, subject, ids } = await present();
    const asked: string[] = [];
    const hands = new AskingHands(async (question) => {
      asked.push(question);
      if (question.startsWith("Cut the power")) await subject.cutPower();
      else if (question.startsWith("Switch the power")) await subject.restorePower();
      else return false;
      return true;
    });
    const checks = CHECKS.filter(({ name }) => ["will", "reconnect", "planned-absence"].includes(name));
    const findings = await conform(run(access, { checks }), { ...ids, hands, mayErase: false });
    expect(findings.map(({ check, verdict }) => [check.name, verdict])).toEqual([
      ["reconnect", "not_checked"],
      ["will", "passed"],
      ["planned-absence", "not_checked"],
    ]);
    expect(asked).toHaveLength(3);
  });

  test("that is not there is said to be missing", async () => {
    const { access } = await embedded();
    const ids = { homeId: "home", nodeId: "node" };
    await expect(conform(run(access), { ...ids, hands: new NoHands(), mayErase: false })).rejects.toThrow(
      /no birth message/,
    );
  });
});

test("every check has a name of its own and cites its source", () => {
  expect(new Set(CHECKS.map(({ name }) => name)).size).toBe(CHECKS.length);
  for (const { source } of CHECKS) expect(source).toMatch(/REQ-\d{3}|Topic|design/);
});
