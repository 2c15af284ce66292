import { bridgeUrlProblem } from "../bridge-api/access.ts";
import { phaseProblems } from "../phases/phases.ts";
import { readThreshold } from "../thresholds/grammar.ts";
import { faultProblems } from "./check-faults.ts";
import { inspect } from "./inspect.ts";
import { type Problem, pathText, type ValuePath } from "./problem.ts";
import { SCENARIO_FORM, type Scenario } from "./schema.ts";
import { DEFAULT_NODES, EMBEDDED, OBSERVED } from "./settled.ts";

/** Everything that is wrong with a value that should be a scenario. Changes nothing. */
export function scenarioProblems(value: unknown): Problem[] {
  const problems = inspect(SCENARIO_FORM, value);
  // What does not have the form cannot be judged as a whole.
  const sound = (...part: string[]): boolean =>
    !problems.some(({ path }) =>
      path.every((step, index) => part[index] === undefined || part[index] === step),
    );
  const scenario = value as Scenario;
  const fleetIsSound = sound("fleet");
  if (["nodes", "homes"].every((key) => sound("fleet", key))) problems.push(...fleetProblems(scenario));
  if (fleetIsSound && sound("phases") && scenario.phases !== undefined) {
    const nodes = scenario.fleet?.nodes ?? DEFAULT_NODES;
    problems.push(...within(["phases"], phaseProblems(scenario.phases, nodes)));
  }
  if (fleetIsSound && sound("update")) problems.push(...updateProblems(scenario));
  if (sound("commands")) problems.push(...commandProblems(scenario));
  if (sound("broker") && fleetIsSound) problems.push(...faultProblems(scenario, problems));
  if (sound("broker") && fleetIsSound) problems.push(...brokerProblems(scenario));
  problems.push(...thresholdProblems(scenario, problems));
  if (sound("observe") && sound("broker")) problems.push(...observeProblems(scenario));
  return problems;
}

const within = (path: ValuePath, problems: readonly Problem[]): Problem[] =>
  problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));

function fleetProblems({ fleet }: Scenario): Problem[] {
  const { nodes = DEFAULT_NODES, homes } = fleet ?? {};
  if (homes === undefined || homes <= nodes) return [];
  const message = `expected at most ${nodes}, the number of nodes: a home has at least one, not ${homes}`;
  return [{ path: ["fleet", "homes"], message }];
}

function commandProblems({ commands }: Scenario): Problem[] {
  if (commands === undefined || Object.values(commands.mix).some((weight) => (weight ?? 0) > 0)) return [];
  return [{ path: ["commands", "mix"], message: "expected at least one command with a weight above 0" }];
}

const ELSEWHERE = [
  "username",
  "password_file",
  "credentials_file",
  "ca_file",
  "cert_file",
  "key_file",
] as const;

/** What makes sense only beside a broker elsewhere, or only beside this process's own. */
function brokerProblems({ broker = {}, fleet }: Scenario): Problem[] {
  if ((broker.url ?? EMBEDDED) !== EMBEDDED) {
    if (broker.plan === undefined) return [];
    return [
      { path: ["broker", "plan"], message: "is for the embedded broker: others have limits of their own" },
    ];
  }
  const elsewhere = ELSEWHERE.filter((key) => broker[key] !== undefined).map((key) => ({
    path: ["broker", key],
    message: "is for a broker elsewhere: give its url, such as mqtts://host:8883",
  }));
  if (String(fleet?.mqtt_version) !== "5") return elsewhere;
  const message = "the embedded broker speaks MQTT 3.1.1 alone: give broker.url of one that speaks 5";
  return [...elsewhere, { path: ["fleet", "mqtt_version"], message }];
}

/** Each is judged alone: a list with a wrong one may have others that are wrong in another way. */
function thresholdProblems(scenario: Scenario, known: readonly Problem[]): Problem[] {
  const { thresholds } = scenario;
  if (!Array.isArray(thresholds)) return [];
  return (thresholds as NonNullable<Scenario["thresholds"]>).flatMap((threshold, index) => {
    const isGroup = typeof threshold === "object";
    const source = isGroup ? threshold?.check : threshold;
    const path = ["thresholds", index, ...(isGroup ? ["check"] : [])];
    if (typeof source !== "string" || known.some((problem) => pathText(problem.path) === pathText(path))) {
      return [];
    }
    const reading = readThreshold(source);
    if (!reading.ok) return [{ path, message: reading.message }];
    const missing = missingPart(reading.threshold.subject.metric, scenario);
    return missing === undefined ? [] : [{ path, message: missing }];
  });
}

/** A threshold on what nobody would measure never holds. */
function missingPart(metric: string, { commands, observe, phases, update }: Scenario): string | undefined {
  if (metric.startsWith("command.") && commands === undefined) {
    return `${metric} is measured by commands, and the scenario has none: add "commands:"`;
  }
  if (metric.startsWith("update.") && update === undefined) {
    return `${metric} is measured by an update, and the scenario has none: add "update:"`;
  }
  if (metric.startsWith("visit.") && !hasVisits(phases)) {
    return `${metric} is of nodes that come and go, and no phase has any: add an arrival with stay_s`;
  }
  if (metric === "delivery.store" && observe?.store_url === undefined) {
    return `${metric} is measured at a bridge, and the scenario names none: add observe.store_url`;
  }
  if (OBSERVED.has(metric) && observe?.telemetry === false) {
    return `${metric} is measured by an observer, which observe.telemetry forbids`;
  }
  return undefined;
}

/** Whatever stands there instead of phases has been reported already. */
const hasVisits = (phases: unknown): boolean =>
  Array.isArray(phases) && phases.some((phase) => phase?.kind === "arrival" && phase.stay_s !== undefined);

/** Nodes that trust a key of the user's would refuse an image that a key of the run's own signs. */
function updateProblems({ fleet, update }: Scenario): Problem[] {
  if (fleet?.update_key_file === undefined || update === undefined || update.signing_key_file !== undefined) {
    return [];
  }
  const message =
    "trusts a key that this run cannot sign with: give update.signing_key_file, its private half, too";
  return [{ path: ["fleet", "update_key_file"], message }];
}

function observeProblems({ observe = {}, broker }: Scenario): Problem[] {
  const { store_url, store_token_file } = observe;
  const wrong = store_url === undefined ? undefined : bridgeUrlProblem(store_url, broker?.insecure ?? false);
  if (wrong !== undefined) return [{ path: ["observe", "store_url"], message: wrong }];
  if ((store_url === undefined) === (store_token_file === undefined)) return [];
  const [missing, given] =
    store_url === undefined ? ["store_url", "store_token_file"] : ["store_token_file", "store_url"];
  return [{ path: ["observe", given], message: `needs observe.${missing} too` }];
}
