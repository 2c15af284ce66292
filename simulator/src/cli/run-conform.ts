import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { BrokerAccess } from "@homesync/broker/reach";
import { isIdentifier } from "@homesync/protocol";
import { type Check, Violation } from "../conform/check.ts";
import { CHECKS } from "../conform/checks.ts";
import { AskingHands, NoHands } from "../conform/hands.ts";
import { conformanceJunit, findingText, summaryText } from "../conform/report.ts";
import { type ConformanceRun, conform, conformVirtual } from "../conform/run.ts";
import type { Finding } from "../conform/suite.ts";
import { CoreLoadError } from "../core/core.ts";
import { EMBEDDED } from "../scenario/settled.ts";
import type { BrokerArguments } from "./broker-options.ts";
import { CliError, EXIT } from "./exit-status.ts";
import { reachBroker } from "./reach-broker.ts";
import type { Terminal } from "./terminal.ts";

/** What `homesync-sim conform` was told. */
export interface ConformArguments extends BrokerArguments {
  readonly home: string | undefined;
  readonly node: string | undefined;
  readonly erase: boolean;
  readonly only: readonly string[] | undefined;
  readonly junit: string | undefined;
  readonly json: boolean;
}

/**
 * Runs the conformance suite.
 * @throws CliError, with EXIT.failed when the node departs from the protocol
 */
export async function runConform(args: ConformArguments, terminal: Terminal): Promise<void> {
  requireNode(args);
  const checks = chosen(args.only);
  const name = args.node === undefined ? "a virtual node" : `${args.home}/${args.node}`;
  const startedAt = new Date().toISOString();
  const broker = await reachBroker(args, `check ${name} with commands that switch its relay`, terminal);
  try {
    const run: ConformanceRun = {
      access: broker.access,
      checks,
      nowMs: () => performance.now(),
      onFinding: (finding) => void (args.json || terminal.out(findingText(finding))),
    };
    const findings = await look(run, broker.access, args, terminal);
    terminal.out(args.json ? `${JSON.stringify(findings.map(plain))}\n` : summaryText(findings));
    if (args.junit !== undefined) await write(args.junit, conformanceJunit(name, startedAt, findings));
    const failed = findings.filter(({ verdict }) => verdict === "failed").map(({ check }) => check.name);
    if (failed.length > 0) {
      throw new CliError(EXIT.failed, `${name} departs from the protocol: ${failed.join(", ")}`);
    }
  } finally {
    await broker.close();
  }
}

async function look(
  run: ConformanceRun,
  access: BrokerAccess,
  args: ConformArguments,
  terminal: Terminal,
): Promise<readonly Finding[]> {
  const { home, node, erase } = args;
  try {
    if (home === undefined || node === undefined) {
      return await conformVirtual(run, access, `sim-conform-${Math.floor(Math.random() * 1e6)}`);
    }
    const hands = terminal.ask === undefined ? new NoHands() : new AskingHands(terminal.ask);
    return await conform(run, { homeId: home, nodeId: node, hands, mayErase: erase });
  } catch (error) {
    if (error instanceof CoreLoadError) throw new CliError(EXIT.machine, error.message);
    if (error instanceof Violation) {
      throw new CliError(
        EXIT.failed,
        `nothing to check: ${error.message}\ncheck that the node is on this broker, and its --home and --node`,
      );
    }
    throw error;
  }
}

function requireNode({ home, node, broker }: ConformArguments): void {
  if ((home === undefined) !== (node === undefined)) {
    throw new CliError(
      EXIT.usage,
      "--home and --node belong together: give both for a node that is there, or none for a virtual one",
    );
  }
  for (const [name, id] of [
    ["home", home],
    ["node", node],
  ] as const) {
    if (id === undefined || isIdentifier(id)) continue;
    throw new CliError(EXIT.usage, `--${name} must be 1 to 64 letters, digits, "_" or "-"`);
  }
  if (node !== undefined && broker === EMBEDDED) {
    throw new CliError(
      EXIT.usage,
      "a node that is there is on a broker: name it with --broker mqtts://host:8883",
    );
  }
}

function chosen(only: readonly string[] | undefined): readonly Check[] {
  if (only === undefined) return CHECKS;
  const unknown = only.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) {
    const names = CHECKS.map(({ name }) => name).join(", ");
    throw new CliError(EXIT.usage, `there is no check ${unknown.join(", ")}: the checks are ${names}`);
  }
  return CHECKS.filter(({ name }) => only.includes(name));
}

const plain = ({ check: { name, title, source }, verdict, reason, elapsedMs }: Finding) => ({
  name,
  title,
  source,
  verdict,
  reason,
  elapsedMs: Math.round(elapsedMs),
});

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  } catch (error) {
    throw new CliError(
      EXIT.report,
      `the report could not be written to ${file} (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}
