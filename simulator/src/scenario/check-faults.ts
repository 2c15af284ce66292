import { FAULT_KINDS } from "../faults/fault.ts";
import type { FaultTiming } from "../faults/fault-kind.ts";
import { defaultHomePrefix, identityOf } from "../fleet/homes.ts";
import type { Problem } from "./problem.ts";
import type { Scenario } from "./schema.ts";
import { DEFAULT_NODES, EMBEDDED } from "./settled.ts";

/** What a fault names must be there. @param known what is wrong with the form: such a fault is not judged further */
export function faultProblems({ faults, broker, fleet }: Scenario, known: readonly Problem[]): Problem[] {
  if (!Array.isArray(faults)) return [];
  const isOurs = (broker?.url ?? EMBEDDED) === EMBEDDED;
  return (faults as NonNullable<Scenario["faults"]>).flatMap((fault, index): Problem[] => {
    if (known.some(({ path }) => path[0] === "faults" && (path.length === 1 || path[1] === index))) return [];
    const { place } = FAULT_KINDS.find(({ kind }) => kind === fault.kind) ?? {};
    if (place === "broker" && !isOurs) {
      const message = `${fault.kind} needs a broker of this process: leave out broker.url, or set it to ${EMBEDDED}`;
      return [{ path: ["faults", index, "kind"], message }];
    }
    const { whom = {} } = fault as FaultTiming;
    return whomProblems(whom, fleet ?? {}).map(({ path, message }) => ({
      path: ["faults", index, "whom", ...path],
      message,
    }));
  });
}

function whomProblems(
  { home, nodes: listed = [] }: NonNullable<FaultTiming["whom"]>,
  fleet: NonNullable<Scenario["fleet"]>,
): Problem[] {
  const { nodes = DEFAULT_NODES } = fleet;
  const problems = listed.flatMap((node, at) => {
    const message = `expected at most ${nodes - 1}: the fleet has ${nodes} nodes, and they count from 0`;
    return node < nodes ? [] : [{ path: ["nodes", at], message }];
  });
  const message = home === undefined ? undefined : homeProblem(home, fleet);
  return message === undefined ? problems : [...problems, { path: ["home"], message }];
}

/** Why a fleet has no home of this name. */
function homeProblem(
  home: string,
  { nodes = DEFAULT_NODES, homes = nodes, seed, home_prefix }: NonNullable<Scenario["fleet"]>,
): string | undefined {
  const homePrefix = home_prefix ?? (seed === undefined ? undefined : defaultHomePrefix(seed));
  if (homePrefix === undefined) {
    return `homes are named by lot, and none need be called ${JSON.stringify(home)}: give fleet.home_prefix, and they are PREFIX-0001 and so on`;
  }
  const nameOf = (place: number): string => identityOf(place, { homes, homePrefix }).homeId;
  for (let place = 0; place < homes; place++) if (nameOf(place) === home) return undefined;
  return `expected a home of the fleet, ${nameOf(0)} to ${nameOf(homes - 1)}, not ${JSON.stringify(home)}`;
}
