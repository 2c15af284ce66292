import type { Argv, CommandModule, Options } from "yargs";
import type { ListArguments, RegisterArguments } from "./run-fleet.ts";
import type { Terminal } from "./terminal.ts";

const OPTIONS: Readonly<Record<string, Options>> = {
  nodes: { alias: "n", requiresArg: true, describe: "number of nodes" },
  homes: { requiresArg: true, describe: "homes that the nodes are spread over [default: one each]" },
  seed: { requiresArg: true, describe: "the same seed gives the same names [default: by lot]" },
  "home-prefix": {
    type: "string",
    requiresArg: true,
    describe: "homes are PREFIX-0001, ... [default: sim- and the seed]",
  },
};

const REGISTRATION: Readonly<Record<string, Options>> = {
  bridge: {
    type: "string",
    demandOption: true,
    requiresArg: true,
    describe: "URL of the bridge, such as http://127.0.0.1:8080",
  },
  "token-file": {
    type: "string",
    requiresArg: true,
    describe: "file with a token of the role admin [default: HOMESYNC_TOKEN]",
  },
  insecure: { type: "boolean", default: false, describe: "send the token unencrypted to another machine" },
  yes: {
    type: "boolean",
    alias: "y",
    default: false,
    describe: "do not ask before using a bridge on another machine",
  },
};

const LIST: Readonly<Record<string, Options>> = {
  json: { type: "boolean", describe: "as JSON" },
  csv: { type: "boolean", describe: "as CSV, with a line of titles", conflicts: "json" },
};

/** `homesync-sim fleet`: what a fleet is called, by its nodes and by people. */
export function fleetCommand(terminal: Terminal): CommandModule {
  return {
    command: "fleet",
    describe: "list the nodes of a fleet with names for people, or enter them in a bridge's registry",
    builder: (yargs) =>
      yargs
        .command<ListArguments>({
          command: "list [scenario]",
          describe: "list the nodes of a scenario's fleet, or of the one that the options describe",
          builder: (sub) => withFleet(sub).options(LIST) as unknown as Argv<ListArguments>,
          handler: async (args) => {
            const { listFleet } = await import("./run-fleet.ts");
            await listFleet(args, terminal);
          },
        })
        .command<RegisterArguments>({
          command: "register [scenario]",
          describe: "add them to a bridge's registry, under their names",
          builder: (sub) => withFleet(sub).options(REGISTRATION) as unknown as Argv<RegisterArguments>,
          handler: async (args) => {
            const { registerFleet } = await import("./run-fleet.ts");
            await registerFleet(args, terminal);
          },
        })
        .command<RegisterArguments>({
          command: "unregister [scenario]",
          describe: "remove them from a bridge's registry",
          builder: (sub) => withFleet(sub).options(REGISTRATION) as unknown as Argv<RegisterArguments>,
          handler: async (args) => {
            const { unregisterFleet } = await import("./run-fleet.ts");
            await unregisterFleet(args, terminal);
          },
        })
        .demandCommand(1, "give one of list, register or unregister")
        .strict(),
    handler: () => undefined,
  };
}

const withFleet = (yargs: Argv): Argv =>
  yargs
    .positional("scenario", {
      type: "string",
      describe: "a YAML or JSON file, or the name of a ready scenario",
    })
    .options(OPTIONS);
