import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startVictoriaMetrics, withServers } from "@homesync/broker/testing";
import { describe, expect, test, vi } from "vitest";
import { parse } from "yaml";
import type { CommandResult } from "../src/commands/command-counts.ts";
import type { LinkProblemCode } from "../src/link/problem.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const run = promisify(execFile);
const deploy = (name: string) => readFile(new URL(`../deploy/${name}`, import.meta.url), "utf8");
const eventually = { timeout: 30_000, interval: 50 };

const unit = await deploy("homesync-bridge.service");
const { groups } = parse(await deploy("alerts.yaml")) as {
  readonly groups: readonly { readonly rules: readonly Alert[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules);

/** Values of labels that /metrics shows once they have happened; the compiler holds them to the bridge's own. */
const PROBLEMS: readonly LinkProblemCode[] = ["authentication_failed"];
const RESULTS: readonly CommandResult[] = ["timed_out"];

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
}

describe("bridge/deploy/homesync-bridge.service", () => {
  test("each line is a comment, a section or a setting, and those that confine it are there", () => {
    for (const line of unit.split("\n"))
      expect(line).toMatch(/^$|^#|^\[(Unit|Service|Install)\]$|^[A-Z]\w+=/);
    for (const setting of [
      "DynamicUser=yes",
      "ProtectSystem=strict",
      "NoNewPrivileges=yes",
      "CapabilityBoundingSet=",
    ])
      expect(unit.split("\n")).toContain(setting);
  });

  // Where there is no systemd the lines above are all that can be said.
  test.runIf(existsSync("/usr/bin/systemd-analyze"))(
    "systemd finds nothing wrong with it, and little that it could do",
    async () => {
      const file = join(await temporaryDirectory(), "homesync-bridge.service");
      // The program is not installed here, and systemd looks for it.
      await writeFile(file, unit.replace(/^ExecStart=.*$/m, "ExecStart=/bin/true"));
      const { stdout, stderr } = await run("systemd-analyze", ["verify", file]);
      expect(stdout + stderr).toBe("");
      const security = await run("systemd-analyze", ["security", "--offline=true", "--threshold=20", file]);
      expect(security.stdout).toContain(" OK ");
    },
    60_000,
  );
});

describe("bridge/deploy/alerts.yaml", () => {
  test("every alert has a name of its own, a severity, and says what happened and what to do", () => {
    expect(alerts.length).toBeGreaterThan(10);
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
    for (const { alert, labels, annotations } of alerts) {
      expect(alert).toMatch(/^Homesync[A-Z]\w+$/);
      expect(["page", "ticket"]).toContain(labels.severity);
      expect(annotations.summary).not.toBe("");
      expect(annotations.action).not.toBe("");
    }
  });

  test("each names only metrics that the bridge has, and values of `what` and `state` that they take", async () => {
    const { ask } = await runningBridge();
    const { text } = await ask("/metrics");
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    for (const { expr, alert } of alerts) {
      for (const [name] of expr.matchAll(/\b(homesync|nodejs|process)_\w+/g)) {
        expect([...known], `${alert} uses ${name}`).toContain(name.replace(/_(count|sum|bucket)$/, ""));
      }
      for (const [selector] of expr.matchAll(/homesync_\w+\{(what|state)="\w+"\}/g)) {
        expect(text, alert).toContain(`${selector} `);
      }
      for (const [, , value] of expr.matchAll(/\b(problem|result)="(\w+)"/g)) {
        expect([...PROBLEMS, ...RESULTS], alert).toContain(value);
      }
    }
  });
});

withServers("alerts over what a bridge tells, as VictoriaMetrics evaluates them", () => {
  test("none fires while all is well; that of the link does when the broker is gone", async () => {
    const victoria = await startVictoriaMetrics();
    const healthy = await runningBridge();
    await vi.waitFor(() => expect(healthy.bridge.stats().link.state).toBe("connected"), eventually);
    const lost = await runningBridge({ broker: { kind: "external", url: "mqtt://127.0.0.1:1" } });
    const firing = async (job: string, bridge: typeof healthy) => {
      const { text } = await bridge.ask("/metrics");
      await fetch(`${victoria.url}/api/v1/import/prometheus?extra_label=job=${job}`, {
        method: "POST",
        body: text,
      });
      await fetch(`${victoria.url}/internal/force_flush`);
      const fired: string[] = [];
      for (const { alert, expr } of alerts) {
        const query = new URLSearchParams({
          query: expr,
          extra_label: `job=${job}`,
          nocache: "1",
          latency_offset: "1ms",
        });
        const response = await fetch(`${victoria.url}/api/v1/query?${query}`);
        const answer = (await response.json()) as {
          status: string;
          error?: string;
          data?: { result: unknown[] };
        };
        expect(answer.status, `${alert}: ${answer.error}`).toBe("success");
        if ((answer.data?.result.length ?? 0) > 0) fired.push(alert);
      }
      return fired;
    };
    expect(await firing("healthy", healthy)).toEqual([]);
    await vi.waitFor(
      async () => expect(await firing("lost", lost)).toEqual(["HomesyncBrokerLinkDown"]),
      eventually,
    );
  }, 90_000);
});
