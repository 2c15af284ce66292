import { readFile } from "node:fs/promises";
import { isLoopback } from "@homesync/broker/reach";
import { bridgeUrlProblem } from "../bridge-api/access.ts";
import { type NodeToRegister, RegistrationError, registerNodes } from "../bridge-api/registration.ts";
import { defaultHomePrefix, drawSeed, identityOf } from "../fleet/homes.ts";
import { FleetNames } from "../names/fleet-names.ts";
import { ScenarioError } from "../scenario/problem.ts";
import { readScenario } from "../scenario/read.ts";
import { scenarioFile } from "../scenario/ready.ts";
import type { Scenario } from "../scenario/schema.ts";
import { DEFAULT_NODES } from "../scenario/settled.ts";
import { systemClock } from "../scheduler/clock.ts";
import { CliError, EXIT } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

const TOKEN_VARIABLE = "HOMESYNC_TOKEN";

interface FleetArguments {
  readonly scenario: string | undefined;
  /** Fields of the scenario, by the name of their flag. */
  readonly [flag: string]: unknown;
}

/** What `homesync-sim fleet list` was told. */
export interface ListArguments extends FleetArguments {
  readonly json: boolean | undefined;
  readonly csv: boolean | undefined;
}

/** What `homesync-sim fleet register` and `unregister` were told. */
export interface RegisterArguments extends FleetArguments {
  readonly bridge: string;
  readonly tokenFile: string | undefined;
  readonly insecure: boolean;
  readonly yes: boolean;
}

interface NamedNode extends Required<NodeToRegister> {
  readonly homeName: string;
}

/** Lists the nodes. @throws CliError */
export async function listFleet(args: ListArguments, terminal: Terminal): Promise<void> {
  const nodes = await namedNodes(args, terminal);
  if (args.json === true) {
    const rows = nodes.map(({ homeId, nodeId, homeName, name }) => ({
      home_id: homeId,
      node_id: nodeId,
      home_name: homeName,
      name,
    }));
    terminal.out(`${JSON.stringify(rows, undefined, 2)}\n`);
    return;
  }
  const rows = nodes.map(({ homeId, nodeId, homeName, name }) => [homeId, nodeId, homeName, name]);
  if (args.csv === true) {
    const lines = [["home_id", "node_id", "home_name", "name"], ...rows].map((row) =>
      row.map(cell).join(","),
    );
    terminal.out(`${lines.join("\n")}\n`);
    return;
  }
  for (const [homeId, nodeId, , name] of rows) terminal.out(`${homeId}/${nodeId}  ${name}\n`);
}

/** Adds the nodes to a bridge's registry. @throws CliError */
export async function registerFleet(args: RegisterArguments, terminal: Terminal): Promise<void> {
  const nodes = await namedNodes(args, terminal);
  const done = await register(args, nodes, "register", terminal);
  terminal.out(`${done} nodes are in the registry of ${args.bridge}\n`);
}

/** Removes them. @throws CliError */
export async function unregisterFleet(args: RegisterArguments, terminal: Terminal): Promise<void> {
  const nodes = (await namedNodes(args, terminal)).map(({ homeId, nodeId }) => ({ homeId, nodeId }));
  const done = await register(args, nodes, "unregister", terminal);
  terminal.out(`${done} nodes were removed from the registry of ${args.bridge}\n`);
}

async function register(
  { bridge: url, insecure, yes, tokenFile }: RegisterArguments,
  nodes: readonly NodeToRegister[],
  what: string,
  terminal: Terminal,
): Promise<number> {
  const problem = bridgeUrlProblem(url, insecure);
  if (problem !== undefined) throw usage(`--bridge ${problem}`);
  if (!isLoopback(new URL(url).hostname) && !yes) {
    const intent = `${what} ${nodes.length} nodes at ${url}, which is not on this machine`;
    if (terminal.ask === undefined) throw usage(`this would ${intent}: add --yes if that is meant`);
    if (!(await terminal.ask(`Really ${intent}?`))) throw usage("nothing was done");
  }
  const token = await readToken(tokenFile, terminal.env);
  try {
    return await registerNodes({ url, token }, nodes, systemClock);
  } catch (error) {
    if (!(error instanceof RegistrationError)) throw error;
    throw new CliError(error.wasReached ? EXIT.refused : EXIT.unreachable, error.message);
  }
}

async function readToken(file: string | undefined, env: Terminal["env"]): Promise<string> {
  try {
    const token = (file === undefined ? env[TOKEN_VARIABLE] : await readFile(file, "utf8"))?.trim();
    if (token !== undefined && token !== "") return token;
  } catch (error) {
    throw usage(`--token-file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  throw usage(
    `the bridge asks for a token: give --token-file or ${TOKEN_VARIABLE} (homesync-bridge token --homes '*' --role admin prints one)`,
  );
}

async function namedNodes(args: FleetArguments, terminal: Terminal): Promise<NamedNode[]> {
  const { fleet = {} } = await read(args);
  const { nodes = DEFAULT_NODES, homes = nodes } = fleet;
  const seed = fleet.seed ?? drawSeed();
  if (fleet.seed === undefined)
    terminal.err(`seed ${seed}: give it to run too, as --seed, for the same fleet\n`);
  const homePrefix = fleet.home_prefix ?? defaultHomePrefix(seed);
  const names = await FleetNames.load(seed);
  return Array.from({ length: nodes }, (_, index) => {
    const home = index % homes;
    const name = names.node(home, Math.floor(index / homes));
    return { ...identityOf(index, { homes, homePrefix }), homeName: names.home(home), name };
  });
}

async function read(args: FleetArguments): Promise<Scenario> {
  try {
    const { nodes, homes, seed, "home-prefix": prefix } = args;
    const flags = { nodes, homes, seed, "home-prefix": prefix };
    return await readScenario(args.scenario === undefined ? undefined : scenarioFile(args.scenario), flags);
  } catch (error) {
    if (error instanceof ScenarioError) throw usage(error.message);
    throw error;
  }
}

/** A field of CSV (RFC 4180). */
const cell = (text = ""): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const usage = (message: string): CliError => new CliError(EXIT.usage, message);
