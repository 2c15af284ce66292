import { COUNTERS, type CounterName, HISTOGRAMS, type HistogramName } from "../metrics/catalog.ts";
import { statistic } from "../metrics/metrics.ts";
import { actualText } from "../thresholds/judge.ts";
import { escapeMarkup as escaped } from "./markup.ts";
import { plotSvg, type Series } from "./plot.ts";
import type { RunReport } from "./run-report.ts";
import { spanText } from "./span.ts";
import { reportText } from "./text.ts";
import type { TimelinePoint } from "./timeline.ts";

const STYLE = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #5d6b7a; --line: #d5dbe2; --paper: #fff; --good: #18794e; --bad: #c62a2f; --band: #f3b44a33;
  --s0: #2563eb; --s1: #d97706; --s2: #059669; --s3: #9333ea }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #93a1b1; --line: #323c48; --paper: #12161c; --good: #4cc38a; --bad: #ff6369; --band: #f3b44a22;
  --s0: #6ea8fe; --s1: #f0a650; --s2: #43c59e; --s3: #c084fc } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin-top: 2rem }
.verdict { font-weight: 600 } .ok { color: var(--good) } .failed { color: var(--bad) } .soft { color: var(--soft) }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
th { color: var(--soft); font-weight: 500 } td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto } code, pre { font: 13px/1.5 ui-monospace, monospace } pre { overflow-x: auto; border: 1px solid var(--line); padding: .8rem }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1rem } figure { margin: 0 }
figcaption { color: var(--soft); font-size: 13px } figcaption span { margin-left: .8em } figcaption span::before { content: "\\25CF  " }
.k0 { color: var(--s0) } .k1 { color: var(--s1) } .k2 { color: var(--s2) } .k3 { color: var(--s3) }
svg { width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: var(--soft) } svg path { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round }
.grid { stroke: var(--line) } .band { fill: var(--band) } .s0 { stroke: var(--s0) } .s1 { stroke: var(--s1) } .s2 { stroke: var(--s2) } .s3 { stroke: var(--s3) }
`;

/** A run as one page that needs nothing from anywhere: no script, no font, no image is loaded. */
export function reportHtml(report: RunReport): string {
  const { name, description, fleet } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(name)}: ${report.passed ? "passed" : "failed"}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(name)}</h1>
<p class="soft">${escaped(description)}</p>
<p><span class="verdict ${report.passed ? "ok" : "failed"}">${verdictText(report)}</span>
<span class="soft">${escaped(report.startedAt)}, ${escaped(spanText(report.elapsedMs))}, ${fleet.nodes} nodes in ${fleet.homes} homes, seed ${fleet.seed}, ${escaped(report.broker)}</span></p>
${thresholdTable(report)}
<h2>Course</h2>
${plots(report)}
${episodes(report)}
<h2>Times</h2>
${latencyTable(report)}
<h2>Counts</h2>
${counterTable(report)}
<h2>Failed connections</h2>
${failureTable(report)}
<h2>Summary</h2>
<pre>${escaped(reportText(report))}</pre>
</body>
</html>
`;
}

function verdictText({ passed, thresholds }: RunReport): string {
  if (thresholds.length === 0) return "no thresholds were set";
  return passed ? "passed" : "FAILED";
}

function table(head: readonly string[], rows: readonly (readonly string[])[], empty: string): string {
  if (rows.length === 0) return `<p class="soft">${empty}</p>`;
  const cells = (tag: string, row: readonly string[]): string =>
    row.map((cell, index) => `<${tag}${index === 0 ? "" : ' class="number"'}>${cell}</${tag}>`).join("");
  return `<div class="wide"><table><thead><tr>${cells("th", head)}</tr></thead><tbody>
${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n")}
</tbody></table></div>`;
}

function thresholdTable({ thresholds }: RunReport): string {
  const rows = thresholds.map((verdict) => [
    `<code>${escaped(verdict.text)}</code>`,
    escaped(actualText(verdict)),
    verdict.passed ? '<span class="ok">holds</span>' : '<span class="failed">FAILED</span>',
  ]);
  return table(["threshold", "measured", ""], rows, "No thresholds.");
}

function plots({ timeline, faults, phases }: RunReport): string {
  if (timeline.length === 0) return '<p class="soft">Too short to plot.</p>';
  const atMs = timeline.map((point) => point.atMs);
  const series = (name: string, of: (point: TimelinePoint) => number | null): Series => ({
    name,
    values: timeline.map(of),
  });
  const storms = phases.filter(({ title }) => title.startsWith("storm"));
  const plot = (title: string, unit: string, all: readonly Series[]): string[] =>
    all.every(({ values }) => values.every((value) => value === null))
      ? []
      : [plotSvg({ title, unit, atMs, series: all, episodes: [...faults, ...storms] })];
  return `<div class="plots">${[
    ...plot("Nodes", "connected", [series("connected", ({ connected }) => connected)]),
    ...plot("Messages", "per second", [
      series("published", ({ sentPerS }) => sentPerS),
      series("observed", ({ receivedPerS }) => receivedPerS),
      series("commands", ({ commandsPerS }) => commandsPerS),
    ]),
    ...plot("Commands, until answered", "ms", [
      series("p50", ({ rttP50 }) => rttP50),
      series("p99", ({ rttP99 }) => rttP99),
    ]),
    ...plot("Readings, until observed", "ms", [
      series("p50", ({ deliveryP50 }) => deliveryP50),
      series("p99", ({ deliveryP99 }) => deliveryP99),
    ]),
    ...plot("Connects", "ms", [series("p99", ({ connectP99 }) => connectP99)]),
    ...plot("Failed and lost connections", "per second", [
      series("failures", ({ failuresPerS }) => failuresPerS),
    ]),
  ].join("\n")}</div>`;
}

function episodes({ phases, faults }: RunReport): string {
  const rows = [
    ...phases.map((phase) => ["phase", phase] as const),
    ...faults.map((fault) => ["fault", fault] as const),
  ].map(([sort, { title, fromMs, toMs }]) => [
    `${sort}: ${escaped(title)}`,
    escaped(spanText(fromMs)),
    escaped(spanText(toMs)),
  ]);
  return table(["", "from", "to"], rows, "No phases and no faults.");
}

const SHOWN = ["p50", "p90", "p99", "p99.9", "max"] as const;

function latencyTable({ metrics }: RunReport): string {
  const rows = (Object.keys(HISTOGRAMS) as HistogramName[])
    .filter((name) => metrics.histograms[name].count > 0)
    .map((name) => [
      `<code>${name}</code> <span class="soft">${escaped(HISTOGRAMS[name])}</span>`,
      ...SHOWN.map((stat) => escaped(spanText(statistic(metrics.histograms[name], stat)))),
      String(metrics.histograms[name].count),
    ]);
  return table(["", ...SHOWN, "count"], rows, "Nothing was measured.");
}

function counterTable({ metrics }: RunReport): string {
  const rows = (Object.keys(COUNTERS) as CounterName[])
    .filter((name) => metrics.counters[name] > 0)
    .map((name) => [
      `<code>${name}</code> <span class="soft">${escaped(COUNTERS[name])}</span>`,
      String(metrics.counters[name]),
    ]);
  return table(["", "total"], rows, "Nothing was counted.");
}

function failureTable({ failures }: RunReport): string {
  const rows = failures.map(({ kind, count, lastDetail }) => [
    `<code>${escaped(kind)}</code> ${escaped(lastDetail)}`,
    String(count),
  ]);
  return table(["", "times"], rows, "None.");
}
