import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { replace } from "./files.ts";
import { buildFlag, makeKeyFiles, publicKeyIn } from "./keys.ts";
import { signImage, verifyFile } from "./manifest-file.ts";
import { EXIT, type ExitStatus, ToolError } from "./tool-error.ts";

const HELP = `sign-firmware: keys and signatures of updates over the air (docs/update.md)

  sign-firmware keys FOLDER
      makes a pair of keys: FOLDER/update-private.pem, which signs and stays with you, and
      FOLDER/update-public.pem, which goes into the firmware
  sign-firmware build-flag PUBLIC_KEY
      prints the line of firmware/secrets.ini that builds the public key into the board's firmware
  sign-firmware sign IMAGE --key PRIVATE_KEY --target TARGET --version VERSION
      signs an image: prints its manifest or, with --url, the command that is published to a node
        --url URL           where nodes get the image from; not signed, a mirror may serve it
        --allow-downgrade   nodes take it although they run the same or a newer version
        --request-id ID     of the command [default: by lot]
        --out FILE          writes the result to a file
        --force             signs an image that does not look like what it is said to be
  sign-firmware verify MANIFEST --key PUBLIC_KEY [--image IMAGE]
      tells whether a manifest, or a command, was signed with the key, and is of the image

Exit status: ${EXIT.ok} done, ${EXIT.failed} not done or not verified, ${EXIT.usage} wrong command line.
`;

const OPTIONS = {
  key: { type: "string" },
  target: { type: "string" },
  version: { type: "string" },
  url: { type: "string" },
  "allow-downgrade": { type: "boolean" },
  "request-id": { type: "string" },
  out: { type: "string" },
  force: { type: "boolean" },
  image: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Options that each command takes. */
const OWN_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  keys: [],
  "build-flag": [],
  sign: ["key", "target", "version", "url", "allow-downgrade", "request-id", "out", "force"],
  verify: ["key", "image"],
};

/** The process as the tool sees it. */
export interface Surroundings {
  out(text: string): void;
  err(text: string): void;
  /** What paths are relative to. */
  readonly folder: string;
}

/** Runs one command line; answers the exit status. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<ExitStatus> {
  try {
    surroundings.out(await run(args, (path) => resolve(surroundings.folder, path)));
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    surroundings.err(`sign-firmware: ${error.message}\n`);
    return error.status;
  }
}

async function run(args: readonly string[], at: (path: string) => string): Promise<string> {
  const { values, positionals } = parse(args);
  const [command, subject, ...rest] = positionals;
  if (values.help === true) return HELP;
  const own = OWN_OPTIONS[command ?? ""];
  if (command === undefined || own === undefined) {
    throw usage(command === undefined ? "give a command" : `there is no command ${command}`);
  }
  const foreign = Object.keys(values).filter((name) => !own.includes(name));
  if (foreign.length > 0) throw usage(`${command} takes no --${foreign.join(", --")}`);
  if (subject === undefined || rest.length > 0) throw usage(`${command} takes one file or folder`);
  const needed = (name: "key" | "target" | "version"): string => {
    const value = values[name];
    if (value === undefined) throw usage(`${command} needs --${name}`);
    return value;
  };
  switch (command) {
    case "keys":
      return keysReport(await makeKeyFiles(at(subject)));
    case "build-flag":
      return `${buildFlag(await publicKeyIn(at(subject)))}\n`;
    case "verify": {
      const image = values.image === undefined ? undefined : at(values.image);
      return verifyFile(at(subject), at(needed("key")), image);
    }
    default: {
      const signed = await signImage({
        image: at(subject),
        key: at(needed("key")),
        target: needed("target"),
        version: needed("version"),
        allowDowngrade: values["allow-downgrade"] === true,
        url: values.url,
        requestId: values["request-id"],
        force: values.force === true,
      });
      if (values.out === undefined) return signed;
      await replace(at(values.out), signed);
      return `${at(values.out)}: signed\n`;
    }
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw usage((error as Error).message);
  }
}

function keysReport({ privateFile, publicFile }: { privateFile: string; publicFile: string }): string {
  return `${privateFile}: signs updates. Whoever has it can run anything on your nodes: keep it off the network,
  with a copy; without it no node that trusts it takes an update any more
${publicFile}: verifies them. Build it into the firmware: sign-firmware build-flag ${publicFile}
`;
}

const usage = (message: string): ToolError => new ToolError(`${message}\n--help tells how`, EXIT.usage);
