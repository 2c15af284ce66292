import { actualText, type Verdict } from "../thresholds/judge.ts";
import { escapeMarkup as escaped } from "./markup.ts";
import type { RunReport } from "./run-report.ts";
import { reportText } from "./text.ts";

/** A run as a JUnit test suite: a test case a threshold, and one for the end in order. */
export function reportJunit(report: RunReport): string {
  const { fleet } = report;
  const inOrder = fleet.endedInOrder === fleet.started && (fleet.kept || fleet.notPurged === 0);
  const cases = [
    ...report.thresholds.map((verdict) => thresholdCase(report.name, verdict)),
    testCase(
      report.name,
      "ends in order",
      inOrder
        ? undefined
        : `${fleet.endedInOrder} of ${fleet.started} nodes ended in order, ${fleet.notPurged} may have left something on the broker`,
    ),
  ];
  const failures = report.thresholds.filter(({ passed }) => !passed).length + (inOrder ? 0 : 1);
  const time = (report.elapsedMs / 1000).toFixed(3);
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0" time="${time}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="homesync-sim" ${counts}>`,
    `  <testsuite name="${escaped(report.name)}" ${counts} timestamp="${escaped(report.startedAt)}">`,
    ...cases,
    `    <system-out>${escaped(reportText(report))}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function thresholdCase(suite: string, verdict: Verdict): string {
  return testCase(
    suite,
    verdict.text,
    verdict.passed ? undefined : `expected ${verdict.text}, was ${actualText(verdict)}`,
  );
}

function testCase(suite: string, name: string, failure: string | undefined): string {
  const start = `    <testcase classname="${escaped(suite)}" name="${escaped(name)}"`;
  return failure === undefined
    ? `${start}/>`
    : `${start}><failure message="${escaped(failure)}"/></testcase>`;
}
