import type { InferredOptionTypes, Options } from "yargs";
import { ROLES } from "../auth/access.ts";
import { DEFAULTS } from "../config/bridge-config.ts";
import { usageError } from "../config/start-error.ts";
import { systemClock } from "../time/clock.ts";
import { parseDuration } from "../time/duration.ts";
import type { Terminal } from "./terminal.ts";

export const tokenOptions = {
  homes: {
    type: "string",
    demandOption: true,
    requiresArg: true,
    describe: 'home ids with commas between them, or "*" for all',
  },
  role: {
    type: "string",
    default: "viewer",
    choices: ROLES,
    describe: "viewer reads, operator also commands, admin also manages",
  },
  subject: {
    type: "string",
    requiresArg: true,
    describe: "who it is for, as the audit log names them, such as alice or grafana",
  },
  expires: {
    type: "string",
    default: "1h",
    requiresArg: true,
    describe: "such as 30m, 1h or 7d; at most 365d",
  },
  data: {
    type: "string",
    default: DEFAULTS.dataDirectory,
    requiresArg: true,
    describe: "data directory of the bridge that the token is for",
  },
} as const satisfies Record<string, Options>;

export type TokenArguments = InferredOptionTypes<typeof tokenOptions>;

/** `homesync-bridge token`: prints an access token, and nothing else. @throws StartError */
export async function token(argv: TokenArguments, terminal: Terminal): Promise<void> {
  const lifetimeMs = parseDuration(argv.expires);
  if (lifetimeMs === undefined) throw usageError("--expires must be a duration such as 30m, 1h or 7d");
  const homes = argv.homes === "*" ? argv.homes : argv.homes.split(",").map((home) => home.trim());
  const [{ openDataDirectory }, { KeyRing }, { Tokens }] = await Promise.all([
    import("../config/data-directory.ts"),
    import("../auth/key-ring.ts"),
    import("../auth/tokens.ts"),
  ]);
  const { signingKeys } = await openDataDirectory(argv.data);
  const tokens = new Tokens(await KeyRing.open(signingKeys, systemClock), systemClock);
  try {
    terminal.out(`${await tokens.issue({ homes, role: argv.role, lifetimeMs, subject: argv.subject })}\n`);
  } catch (error) {
    if (error instanceof RangeError) throw usageError(error.message);
    throw error;
  }
}
