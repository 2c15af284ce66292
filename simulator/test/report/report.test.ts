import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Metrics } from "../../src/metrics/metrics.ts";
import { reportHtml } from "../../src/report/html.ts";
import { reportJunit } from "../../src/report/junit.ts";
import { mergeReports } from "../../src/report/merge.ts";
import { plotSvg } from "../../src/report/plot.ts";
import { startPrometheus } from "../../src/report/prometheus.ts";
import { REPORT_FORMAT, type RunReport } from "../../src/report/run-report.ts";
import { reportText } from "../../src/report/text.ts";
import { Timeline } from "../../src/report/timeline.ts";
import { writeReports } from "../../src/report/write.ts";
import { readThreshold } from "../../src/thresholds/grammar.ts";
import { judge } from "../../src/thresholds/judge.ts";
import { runCommandLine } from "../cli/command-line.ts";

/** A report of a shard with so many lost commands of a hundred, and round trips of so many ms. */
function reportOf(lost: number, rttMs: number, more: Partial<RunReport> = {}): RunReport {
  const metrics = new Metrics();
  metrics.count("command.sent", 100);
  metrics.count("command.lost", lost);
  metrics.record("command.rtt", rttMs);
  const snapshot = metrics.snapshot(10_000);
  const thresholds = ["command.lost <= 2%", "command.rtt.max < 50ms"].map((text) => {
    const reading = readThreshold(text);
    if (!reading.ok) throw new Error(reading.message);
    return judge(reading.threshold, snapshot);
  });
  return {
    format: REPORT_FORMAT,
    name: "evening",
    description: 'a <b>bold</b> & "quoted" one',
    startedAt: "2026-01-02T03:04:05.000Z",
    elapsedMs: 10_000,
    endedBy: "phases",
    passed: thresholds.every(({ passed }) => passed),
    thresholds,
    broker: "mqtt://127.0.0.1:1883",
    fleet: {
      nodes: 10,
      homes: 5,
      seed: 7,
      homePrefix: "sim-x",
      started: 10,
      endedInOrder: 10,
      kept: false,
      purged: 10,
      notPurged: 0,
    },
    metrics: snapshot,
    failures: [{ kind: "tls", count: 2, lastDetail: "<script>alert(1)</script>\u0000" }],
    phases: [{ title: "ramp to 10 nodes", fromMs: 0, toMs: 5000 }],
    faults: [{ title: "latency of 2 nodes", fromMs: 2000, toMs: 4000 }],
    timeline: [],
    ...more,
  };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homesync-report-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("what stands in a report is text, never markup", () => {
  test.each([
    ["JUnit", reportJunit],
    ["HTML", reportHtml],
  ])("%s", (_, render) => {
    const text = render(reportOf(3, 10));
    expect(text).not.toContain("<script>alert");
    expect(text).not.toContain("<b>bold");
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them
    expect(text).not.toMatch(/[\u0000-\u0008]/);
  });
});

test("JUnit has a case a threshold, and one for the end in order", () => {
  const text = reportJunit(reportOf(3, 10, { fleet: { ...reportOf(0, 0).fleet, endedInOrder: 9 } }));
  expect(text).toMatch(/<testsuite name="evening" tests="3" failures="2" errors="0"/);
  expect(text).toContain('<failure message="expected command.lost &lt;= 2%, was 3 %"/>');
  expect(text).toMatch(/name="command.rtt.max &lt; 50ms"\/>/);
  expect(text).toMatch(/name="ends in order"><failure message="9 of 10 nodes ended in order/);
});

test("the page needs nothing from anywhere", () => {
  const page = reportHtml(reportOf(0, 10));
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:\/\/(?!127)/);
});

test("text says whether it passed, and why not", () => {
  expect(reportText(reportOf(0, 10))).toMatch(/\npassed: all 2 thresholds hold\n/);
  const failed = reportText(reportOf(3, 80));
  expect(failed).toMatch(/\nFAILED: 2 of 2 thresholds\n {2}FAILED command.lost <= 2% +3 %\n/);
  expect(failed).toMatch(/fault +latency of 2 nodes, from 2 s to 4 s/);
});

test("a plot keeps to its frame, whatever the values", () => {
  const svg = plotSvg({
    title: "<t>",
    unit: "ms",
    atMs: [0, 1000, 2000, 3000],
    series: [{ name: "p50", values: [0, null, 123_456, 5] }],
    episodes: [{ title: "x", fromMs: 500, toMs: 9000 }],
  });
  expect(svg).not.toMatch(/NaN|Infinity|<t>/);
  expect(
    plotSvg({ title: "", unit: "", atMs: [], series: [{ name: "", values: [] }], episodes: [] }),
  ).not.toMatch(/NaN|Infinity/);
});

test("a timeline of any length has a bounded number of points", () => {
  const metrics = new Metrics();
  const timeline = new Timeline(metrics.snapshot(0));
  for (let second = 1; second <= 10_000; second++) {
    metrics.count("publish.qos0", 10);
    timeline.add(metrics.snapshot(second * 1000));
  }
  expect(timeline.points.length).toBeLessThanOrEqual(240);
  expect(timeline.points.length).toBeGreaterThan(100);
  expect(new Set(timeline.points.map(({ sentPerS }) => sentPerS))).toEqual(new Set([10]));
});

describe("files", () => {
  test("are written whole, in every form, and nothing else is left", async () => {
    const files = {
      text: join(folder, "r.txt"),
      json: join(folder, "r.json"),
      junit: join(folder, "r.xml"),
      html: join(folder, "r.html"),
    };
    const report = reportOf(0, 10);
    await writeReports(report, files);
    expect(JSON.parse(await readFile(files.json, "utf8"))).toEqual(JSON.parse(JSON.stringify(report)));
    expect((await readdir(folder)).sort()).toEqual(["r.html", "r.json", "r.txt", "r.xml"]);
  });

  test("a place where none can be, says so, and keeps no other from being written", async () => {
    const good = join(folder, "good.txt");
    const bad = { json: "/nowhere/r.json", junit: folder, text: good };
    await expect(writeReports(reportOf(0, 10), bad)).rejects.toThrow(
      /json report \/nowhere\/r.json could not be written: there is no such folder.*\n.*junit report .*: it is a folder/,
    );
    expect(await readFile(good, "utf8")).toMatch(/^evening/);
  });

  test("what was there stays when the new one cannot be written", async () => {
    const locked = await mkdtemp(join(folder, "locked-"));
    await writeFile(join(locked, "r.txt"), "before");
    await chmod(locked, 0o500);
    await writeReports(reportOf(0, 10), { text: join(locked, "r.txt") }).catch(() => undefined);
    await chmod(locked, 0o700);
    // Root may write anywhere; then it is the new one, whole.
    expect(await readFile(join(locked, "r.txt"), "utf8")).toMatch(/^before$|^evening[\s\S]*hold\n/);
  });
});

describe("merging shards", () => {
  test("adds what was counted and judges the whole anew", () => {
    const merged = mergeReports([reportOf(0, 10), reportOf(3, 40)]);
    expect(merged).toMatchObject({ passed: true, fleet: { nodes: 20, endedInOrder: 20 } });
    expect(merged.thresholds.map(({ actual }) => actual)).toEqual([1.5, 40]);
    expect(merged.metrics.counters["command.lost"]).toBe(3);
  });

  test("through the command line, with its exit status", async () => {
    const [a, b, other] = ["a", "b", "other"].map((name) => join(folder, `${name}.json`)) as [
      string,
      string,
      string,
    ];
    await writeReports(reportOf(3, 10), { json: a });
    await writeReports(reportOf(3, 90), { json: b });
    await writeReports(reportOf(3, 90, { name: "another" }), { json: other });
    const failed = await runCommandLine(["report", "merge", a, b, "--report-html", join(folder, "m.html")]);
    expect(failed.status).toBe(7);
    expect(failed.out).toMatch(/20 nodes.*\n[\s\S]*FAILED: 2 of 2/);
    expect(failed.err).toBe(
      "homesync-sim: 2 of 2 thresholds failed: command.lost <= 2%; command.rtt.max < 50ms\n",
    );
    expect(await readFile(join(folder, "m.html"), "utf8")).toMatch(/FAILED/);
    expect(await runCommandLine(["report", "merge", a, other])).toMatchObject({
      status: 2,
      err: expect.stringMatching(/not of one run/),
    });
    expect(await runCommandLine(["report", "merge", join(folder, "r.html")])).toMatchObject({
      status: 2,
      err: expect.stringMatching(/is not JSON: give reports written with --report-json/),
    });
  });
});

test("Prometheus finds the metrics, and nothing else", async () => {
  const metrics = new Metrics();
  metrics.count("command.sent", 4);
  metrics.record("command.rtt", 250);
  metrics.fail('odd"reason');
  const endpoint = await startPrometheus(() => metrics.snapshot(1000), { host: "127.0.0.1", port: 0 });
  try {
    const response = await fetch(endpoint.url);
    const text = await response.text();
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0.0.4/);
    expect(text).toMatch(
      /^# TYPE homesync_sim_command_sent_total counter\nhomesync_sim_command_sent_total 4$/m,
    );
    expect(text).toMatch(/^homesync_sim_command_rtt_seconds\{quantile="0.99"\} 0.2[45]\d*$/m);
    expect(text).toMatch(/^homesync_sim_command_rtt_seconds_count 1$/m);
    expect(text).toMatch(/^homesync_sim_command_rtt_seconds_sum 0.25$/m);
    expect(text).toContain('homesync_sim_errors_total{reason="odd\\"reason"} 1');
    expect((await fetch(new URL("/", endpoint.url))).status).toBe(404);
  } finally {
    await endpoint.close();
  }
});
