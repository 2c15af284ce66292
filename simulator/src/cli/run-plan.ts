import { isPlanName, PLAN_NAMES, PLANS, type PlanName } from "@homesync/broker/plans";
import { CoreLoadError } from "../core/core.ts";
import { FleetOptionsError } from "../fleet/options.ts";
import { type FleetSize, judgePlan } from "../plan/judge.ts";
import { type Day, measureDay } from "../plan/measure.ts";
import { planText } from "../plan/report.ts";
import { CliError, EXIT } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

/** What `homesync-sim plan` was told. */
export interface PlanArguments {
  readonly plan: string;
  readonly nodes: number;
  readonly homes: number | undefined;
  readonly interval: number | undefined;
  readonly qos: number | undefined;
  readonly subscribers: number;
  readonly commands: number;
  readonly sample: number;
  readonly tls: boolean;
  readonly seed: number;
  readonly json: boolean;
}

const MAX_NODES = 100_000;
const MAX_SAMPLE = 1000;
const MAX_SUBSCRIBERS = 1000;
const MAX_COMMANDS = 10_000;

/**
 * Measures a day of the fleet and judges it by the plan.
 * @throws CliError, with EXIT.failed when it does not fit
 */
export async function runPlan(args: PlanArguments, terminal: Terminal): Promise<void> {
  const names = planNames(args.plan);
  whole("nodes", args.nodes, 1, MAX_NODES);
  whole("sample", args.sample, 1, MAX_SAMPLE);
  whole("subscribers", args.subscribers, 0, MAX_SUBSCRIBERS);
  whole("commands", args.commands, 0, MAX_COMMANDS);
  const size: FleetSize = {
    nodes: args.nodes,
    measured: Math.min(args.nodes, args.sample),
    subscribers: args.subscribers,
  };
  const day = await measure(args, size);
  const judged = names.map((name) => ({ name, plan: PLANS[name], needs: judgePlan(PLANS[name], day, size) }));
  if (args.json) terminal.out(`${JSON.stringify({ ...size, day, plans: judged })}\n`);
  else for (const { plan, needs } of judged) terminal.out(planText(plan, needs, day, size));
  const exceeded = judged.flatMap(({ plan, needs }) =>
    needs.filter(({ verdict }) => verdict === "exceeds").map(({ limit }) => `${limit} of ${plan.title}`),
  );
  if (exceeded.length > 0) throw new CliError(EXIT.failed, `does not fit: ${exceeded.join("; ")}`);
}

async function measure(args: PlanArguments, { measured }: FleetSize): Promise<Day> {
  try {
    return await measureDay({
      nodes: measured,
      seed: args.seed,
      tls: args.tls,
      subscribers: args.subscribers,
      commandsPerDay: args.commands,
      ...(args.homes === undefined
        ? {}
        : { homes: Math.max(1, Math.round((args.homes * measured) / args.nodes)) }),
      ...(args.interval === undefined ? {} : { intervalS: args.interval }),
      ...(args.qos === undefined ? {} : { qos: args.qos as 0 | 1 }),
    });
  } catch (error) {
    if (error instanceof FleetOptionsError) throw new CliError(EXIT.usage, error.message);
    if (error instanceof CoreLoadError) throw new CliError(EXIT.machine, error.message);
    throw error;
  }
}

function planNames(text: string): readonly PlanName[] {
  if (text === "all") return PLAN_NAMES;
  if (isPlanName(text)) return [text];
  throw new CliError(EXIT.usage, `there is no plan ${text}: use ${PLAN_NAMES.join(", ")} or all`);
}

function whole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new CliError(EXIT.usage, `--${name} must be a whole number from ${min} to ${max}`);
}
