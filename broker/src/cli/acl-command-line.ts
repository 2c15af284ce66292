import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import yargs from "yargs";
import { AclError } from "../acl/error.ts";
import { ACL_FORMATS, type AclFormatName } from "../acl/formats/formats.ts";
import { parseList, principalsOf } from "../acl/members.ts";
import { BACKEND_USERNAME } from "../acl/usernames.ts";
import { writeAcl } from "../acl/write.ts";

/** Exit statuses of `homesync-acl`; documented in its help. */
const EXIT = { ok: 0, fault: 1, usage: 2 } as const;

/** Where it prints; passed in, so that a test can be the user. */
export interface AclTerminal {
  out(text: string): void;
  err(text: string): void;
}

const BROKERS = Object.keys(ACL_FORMATS) as AclFormatName[];

const OPTIONS = {
  node: {
    type: "string",
    array: true,
    default: [] as string[],
    describe: "home_id/node_id: a credential for this node",
  },
  "nodes-file": { type: "string", requiresArg: true, describe: "file with one home_id/node_id a line" },
  home: {
    type: "string",
    array: true,
    default: [] as string[],
    describe: "home_id: one credential for all its nodes",
  },
  backend: {
    type: "string",
    array: true,
    default: [BACKEND_USERNAME],
    describe: "username of a bridge: reads all nodes, commands all nodes",
  },
  gateway: {
    type: "string",
    array: true,
    default: [] as string[],
    describe: "username of a broker near the nodes that hands on what they say, and their commands to them",
  },
  shelly: {
    type: "string",
    array: true,
    describe:
      "bridges and gateways may also use the topics of Shelly Gen1 plugs; ids of plugs: a credential for each",
  },
  out: {
    type: "string",
    requiresArg: true,
    demandOption: true,
    describe: "folder for the files (git must not see it)",
  },
} as const;

/** Runs one command line of `homesync-acl`. @returns the exit status */
export async function aclCommandLine(
  args: readonly string[],
  terminal: AclTerminal,
  version: string,
): Promise<number> {
  try {
    const argv = await yargs()
      .scriptName("homesync-acl")
      .usage("$0 <broker>\n\nBroker credentials and access rules, made from the protocol's topic table.")
      .command("$0 <broker>", false, (command) =>
        command.positional("broker", {
          choices: BROKERS,
          demandOption: true,
        }),
      )
      .options(OPTIONS)
      .example("$0 mosquitto --node home-1/node-1 --out credentials", "a node, and the bridge")
      .epilogue(
        `Exit status: ${EXIT.ok} written, ${EXIT.fault} fault of this program, ${EXIT.usage} cannot be written as asked.`,
      )
      .strict()
      .version(version)
      .exitProcess(false)
      .wrap(110)
      .fail((message, error) => {
        const what = message?.startsWith("Not enough") ? `name the broker: ${BROKERS.join(", ")}` : message;
        throw error ?? new AclError(`${what}\n--help lists the options`);
      })
      .parseAsync([...args]);
    if (argv["help"] === true || argv["version"] === true) return EXIT.ok;
    const format = ACL_FORMATS[argv["broker"] as AclFormatName];
    const nodes = [
      ...argv.node,
      ...(argv["nodes-file"] === undefined ? [] : await readList(argv["nodes-file"])),
    ];
    const principals = principalsOf({
      nodes,
      homes: argv.home,
      backends: argv.backend,
      gateways: argv.gateway,
      shellies: argv.shelly,
    });
    const names = await writeAcl(argv.out, format, principals, randomBytes);
    terminal.out(
      `${principals.length} credentials for ${format.broker} in ${argv.out}: ${names.join(", ")}\n${format
        .next(argv.out)
        .map((line) => `  ${line}\n`)
        .join("")}`,
    );
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof AclError)) throw error;
    terminal.err(`homesync-acl: ${error.message}\n`);
    return EXIT.usage;
  }
}

async function readList(file: string): Promise<string[]> {
  try {
    return parseList(await readFile(file, "utf8"));
  } catch (error) {
    throw new AclError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}): give a text file`);
  }
}
