import type { Options } from "yargs";

/** How a command of one node is told where the broker is and how to log in. */
export interface BrokerArguments {
  readonly broker: string;
  readonly username: string | undefined;
  readonly passwordFile: string | undefined;
  readonly caFile: string | undefined;
  readonly certFile: string | undefined;
  readonly keyFile: string | undefined;
  readonly insecure: boolean;
  readonly yes: boolean;
}

/** @param initial the broker when none is named; a broker must be named when it is absent */
export const brokerOptions = (initial?: string): Readonly<Record<string, Options>> => ({
  broker: {
    type: "string",
    alias: "b",
    requiresArg: true,
    ...(initial === undefined ? { demandOption: true } : { default: initial }),
    describe: `mqtts://host:port, mqtt://127.0.0.1:port, or wss://host:port/path${initial === undefined ? "" : ", or embedded"}`,
  },
  username: {
    type: "string",
    alias: "u",
    requiresArg: true,
    describe: "the password comes from HOMESYNC_MQTT_PASSWORD or --password-file",
  },
  "password-file": { type: "string", requiresArg: true, describe: "file that holds the password" },
  "ca-file": {
    type: "string",
    requiresArg: true,
    describe: "file with the certificates (PEM) to trust instead of the system's",
  },
  "cert-file": { type: "string", requiresArg: true, describe: "file with the client's certificate (PEM)" },
  "key-file": { type: "string", requiresArg: true, describe: "file with its key (PEM)" },
  insecure: { type: "boolean", default: false, describe: "connect unencrypted to another machine" },
  yes: {
    type: "boolean",
    alias: "y",
    default: false,
    describe: "do not ask before using a broker on another machine",
  },
});
