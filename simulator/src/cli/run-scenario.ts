import type { NodeName } from "../commands/own-nodes.ts";
import { CoreLoadError } from "../core/core.ts";
import { FleetOptionsError } from "../fleet/options.ts";
import { failedThresholds, type RunReport } from "../report/run-report.ts";
import { reportText } from "../report/text.ts";
import { ReportWriteError, tryReports, writeReports } from "../report/write.ts";
import { CompanionError } from "../run/companions.ts";
import { ScenarioRun } from "../run/scenario-run.ts";
import type { Scenario } from "../scenario/schema.ts";
import { KeyFileError } from "../update/key-files.ts";
import { CliError, EXIT } from "./exit-status.ts";
import { connectError } from "./explain.ts";
import { type OpenBroker, openBroker } from "./open-broker.ts";
import { openDisplay } from "./open-display.ts";
import { openPrometheus } from "./open-prometheus.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs a scenario from the first connect to the report.
 * @throws CliError
 */
export async function runScenario(scenario: Scenario, args: RunArguments, terminal: Terminal): Promise<void> {
  await requireReports(scenario);
  let interrupt: () => void = () => undefined;
  const interrupted = new Promise<void>((resolve) => {
    interrupt = resolve;
  });
  terminal.onInterrupt(interrupt);
  const broker = await openBroker(scenario, args, terminal);
  try {
    const report = await perform(scenario, broker, interrupted, args, terminal);
    terminal.out(args.json ? `${JSON.stringify(report)}\n` : reportText(report));
    const unwritten = await write(report, scenario);
    judge(report, broker);
    if (unwritten !== undefined) throw new CliError(EXIT.report, unwritten);
  } finally {
    await broker.close();
  }
}

async function perform(
  scenario: Scenario,
  { access, own }: OpenBroker,
  interrupted: Promise<void>,
  args: RunArguments,
  terminal: Terminal,
): Promise<RunReport> {
  const lines: string[] = [];
  let note = (line: string): void => void lines.push(line);
  let titleOf = ({ homeId, nodeId }: NodeName): string => `${homeId}/${nodeId}`;
  const run = await start({
    scenario,
    access,
    broker: own,
    log: ({ line, ...node }) => note(`${titleOf(node)}: ${line}`),
    warn: (line) => note(line),
  });
  if (scenario.fleet?.names === true) {
    const { FleetNames } = await import("../names/fleet-names.ts");
    const names = await FleetNames.load(run.fleet.seed);
    titleOf = (node) => `${node.homeId}/${node.nodeId} (${names.of(node)})`;
  }
  const prometheus = await openPrometheus(scenario.prometheus, run, terminal, args.quiet).catch((error) => {
    run.fleet.kill();
    throw error;
  });
  const display = await openDisplay(run, args, terminal);
  note = (line) => display.note(line);
  for (const line of lines) note(line);
  void interrupted.then(() => run.end("user"));
  await run.ended;
  display.close();
  if (!args.quiet) terminal.err("ending: every node announces its absence (Ctrl-C again ends at once)\n");
  const report = await run.finish();
  await prometheus?.close();
  return report;
}

/** Whoever waits for hours for a report should not learn at their end that it has no place to go. */
async function requireReports({ report = {} }: Scenario): Promise<void> {
  try {
    await tryReports(report);
  } catch (error) {
    if (error instanceof ReportWriteError) throw new CliError(EXIT.report, error.message);
    throw error;
  }
}

/** @returns what could not be written: the run itself is not to be lost for it */
async function write(report: RunReport, scenario: Scenario): Promise<string | undefined> {
  try {
    await writeReports(report, scenario.report ?? {});
    return undefined;
  } catch (error) {
    if (error instanceof ReportWriteError) return error.message;
    throw error;
  }
}

async function start(options: Parameters<typeof ScenarioRun.start>[0]): Promise<ScenarioRun> {
  try {
    return await ScenarioRun.start(options);
  } catch (error) {
    if (error instanceof CoreLoadError) throw new CliError(EXIT.machine, error.message);
    if (error instanceof FleetOptionsError) throw new CliError(EXIT.usage, error.message);
    if (error instanceof KeyFileError) throw new CliError(EXIT.usage, error.message);
    if (error instanceof CompanionError) throw new CliError(EXIT.refused, error.message);
    throw error;
  }
}

/** @throws CliError when the run did not do what was asked */
function judge(report: RunReport, { access }: OpenBroker): void {
  const { fleet, metrics, failures } = report;
  const [worst] = failures;
  if (metrics.counters["connect.succeeded"] === 0 && worst !== undefined) {
    throw connectError(
      { kind: worst.kind as Parameters<typeof connectError>[0]["kind"], detail: worst.lastDetail },
      access.address,
    );
  }
  const failed = failedThresholds(report);
  if (failed !== undefined) throw new CliError(EXIT.failed, failed);
  if (fleet.endedInOrder < fleet.started || (!fleet.kept && fleet.notPurged > 0)) {
    throw new CliError(EXIT.incomplete, "the run did not end in order: the broker was not there to the end");
  }
}
