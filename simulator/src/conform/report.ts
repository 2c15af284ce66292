import { escapeMarkup } from "../report/markup.ts";
import type { Finding } from "./suite.ts";

const WORDS = { passed: "passed", failed: "FAILED", not_checked: "not checked" } as const;
const INDENT = " ".repeat(13);

/** One finding as a line of a table for people, with a second for what is wrong. */
export function findingText({ check, verdict, reason }: Finding): string {
  const line = `${WORDS[verdict].padEnd(INDENT.length)}${check.name.padEnd(18)}${check.title}\n`;
  const cited = `${INDENT}${" ".repeat(18)}${check.source}\n`;
  return reason === "" ? `${line}${cited}` : `${line}${cited}${INDENT}${" ".repeat(18)}-> ${reason}\n`;
}

/** The last line. */
export function summaryText(findings: readonly Finding[]): string {
  const count = (verdict: Finding["verdict"]): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const failed = findings.filter(({ verdict }) => verdict === "failed").map(({ check }) => check.name);
  const parts = [
    `${count("passed")} passed`,
    `${count("failed")} failed`,
    `${count("not_checked")} not checked`,
  ];
  return `${parts.join(", ")}${failed.length === 0 ? "" : `: ${failed.join(", ")}`}\n`;
}

/** The same as a JUnit test suite; what was not checked is skipped, with its reason. */
export function conformanceJunit(node: string, startedAt: string, findings: readonly Finding[]): string {
  const of = (verdict: Finding["verdict"]): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const seconds = findings.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 1000;
  const counts = `tests="${findings.length}" failures="${of("failed")}" errors="0" skipped="${of("not_checked")}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="homesync-sim conform" ${counts}>`,
    `  <testsuite name="${escapeMarkup(node)}" ${counts} timestamp="${escapeMarkup(startedAt)}">`,
    ...findings.map((finding) => testCase(node, finding)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(node: string, { check, verdict, reason, elapsedMs }: Finding): string {
  const name = `${check.name}: ${check.title} (${check.source})`;
  const start = `    <testcase classname="${escapeMarkup(node)}" name="${escapeMarkup(name)}" time="${(elapsedMs / 1000).toFixed(3)}"`;
  const message = escapeMarkup(reason);
  if (verdict === "passed") return `${start}/>`;
  const inner = verdict === "failed" ? `<failure message="${message}"/>` : `<skipped message="${message}"/>`;
  return `${start}>${inner}</testcase>`;
}
