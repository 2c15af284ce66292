import { isLoopback, PASSWORD_VARIABLE, readPassword } from "@homesync/broker/reach";
import type { InferredOptionTypes, Options } from "yargs";
import type { BridgeConfig } from "../config/bridge-config.ts";
import { DEFAULTS } from "../config/bridge-config.ts";
import { usageError } from "../config/start-error.ts";
import { createLogger, LOG_LEVELS } from "../logging/logger.ts";
import type { Terminal } from "./terminal.ts";

export const runOptions = {
  broker: {
    type: "string",
    default: "embedded",
    requiresArg: true,
    describe: "mqtts://host:8883, mqtt://127.0.0.1:1883, or embedded: a broker in this process",
  },
  "broker-host": {
    type: "string",
    default: DEFAULTS.brokerHost,
    requiresArg: true,
    describe: "address that the embedded broker listens on",
  },
  "broker-port": {
    type: "number",
    default: DEFAULTS.brokerPort,
    requiresArg: true,
    describe: "port of the embedded broker; 0 takes any",
  },
  username: { type: "string", requiresArg: true, describe: "user name at the broker" },
  "password-file": {
    type: "string",
    requiresArg: true,
    describe: `file with the password; else it is taken from ${PASSWORD_VARIABLE}`,
  },
  "ca-file": {
    type: "string",
    requiresArg: true,
    describe: "PEM file of the authorities to trust, instead of the system's",
  },
  insecure: {
    type: "boolean",
    default: false,
    describe: "send credentials and readings unencrypted to other machines",
  },
  host: { type: "string", default: DEFAULTS.httpHost, requiresArg: true, describe: "address of the API" },
  "http-port": {
    type: "number",
    default: DEFAULTS.httpPort,
    requiresArg: true,
    describe: "port of the API; 0 takes any",
  },
  data: {
    type: "string",
    default: DEFAULTS.dataDirectory,
    requiresArg: true,
    describe: "directory of the database and the signing keys",
  },
  "log-level": { type: "string", default: "info", choices: LOG_LEVELS, describe: "how much to log" },
} as const satisfies Record<string, Options>;

export type RunArguments = InferredOptionTypes<typeof runOptions>;

/** `homesync-bridge run`: runs until it is asked to end. @throws StartError */
export async function run(argv: RunArguments, terminal: Terminal): Promise<void> {
  const log = createLogger(argv["log-level"], { write: (line) => terminal.error(line) });
  const config = { ...(await configOf(argv, terminal.environment)), log };
  // Listened for from now on: a start can be interrupted, too.
  const stopped = terminal.stopped();
  // Loaded late: `--help` and `token` need neither a server nor a database.
  const { startBridge } = await import("../bridge.ts");
  const bridge = await startBridge(config);
  if (!isLoopback(argv.host)) {
    log.warn({ host: argv.host }, "the API is not encrypted: put a proxy with TLS in front of it");
  }
  terminal.out(`API ${bridge.url}/api/v1, broker ${bridge.brokerUrl}; Ctrl-C ends\n`);
  const signal = await stopped;
  log.info({ signal }, "bridge ending");
  await bridge.close();
  log.info("bridge ended");
}

async function configOf(argv: RunArguments, environment: Terminal["environment"]): Promise<BridgeConfig> {
  const { insecure } = argv;
  return {
    dataDirectory: argv.data,
    http: { host: argv.host, port: port("http-port", argv["http-port"]) },
    broker:
      argv.broker === "embedded"
        ? {
            kind: "embedded",
            host: argv["broker-host"],
            port: port("broker-port", argv["broker-port"]),
            insecure,
          }
        : {
            kind: "external",
            url: argv.broker,
            username: argv.username,
            password: await readPassword(argv["password-file"], environment),
            caFile: argv["ca-file"],
            insecure,
          },
  };
}

function port(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw usageError(`--${name} must be a port number, 0 to 65535`);
}
