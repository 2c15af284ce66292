import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { SHELLY_FILTERS } from "@homesync/broker";
import { ReachError } from "@homesync/broker/reach";
import { pino } from "pino";
import { loadSigningKeys } from "../auth/signing-keys.ts";
import { type BridgeConfig, DEFAULTS } from "../config/bridge-config.ts";
import { type DataDirectory, openDataDirectory } from "../config/data-directory.ts";
import { StartError } from "../config/start-error.ts";
import { checkBroker } from "../link/open-link.ts";
import { openSeriesStore } from "../series/open-store.ts";
import { openArchive } from "../state/open-archive.ts";
import { tryBroker } from "./try-broker.ts";

/** What came of one check. */
export interface CheckResult {
  readonly part: string;
  readonly ok: boolean;
  /** What was found, or what is wrong and what to do. Holds no secret. */
  readonly text: string;
}

/** Less free space than this is too little to begin with, bytes. */
const MIN_FREE_BYTES = 100 * 1_024 * 1_024;

const SILENT = pino({ level: "silent" });

/** Tries everything that a bridge needs, also after something failed. */
export async function checkAll(config: BridgeConfig): Promise<readonly CheckResult[]> {
  const { broker, http = {}, series = { kind: "sqlite" }, state = { kind: "sqlite" } } = config;
  const results: CheckResult[] = [];
  const attempt = async (part: string, check: () => Promise<string>): Promise<void> => {
    results.push(await resultOf(part, check));
  };
  let data: DataDirectory | undefined;
  await attempt("data directory", async () => {
    data = await openDataDirectory(config.dataDirectory);
    return freeSpace(data.path);
  });
  await attempt("signing keys", async () => {
    const { byId } = await loadSigningKeys(available(data).signingKeys);
    return `${byId.size} in ${available(data).signingKeys}`;
  });
  await attempt("broker", async () => {
    const checked = await checkBroker(broker);
    if (checked.kind === "external") {
      return tryBroker(checked, config.shellyMapping === undefined ? [] : SHELLY_FILTERS);
    }
    return portIsFree(checked.host, checked.port, "--broker-port");
  });
  await attempt("store", async () => {
    const store = openSeriesStore(series, series.kind === "sqlite" ? available(data).database : "");
    try {
      const range = { homeId: "check", nodeId: "check", metric: "power", fromMs: 0, toMs: 1 } as const;
      await store.history({ ...range, order: "asc", limit: 1 });
      return series.kind === "influx" ? `influx at ${new URL(series.url).host} answers` : series.kind;
    } finally {
      await store.close();
    }
  });
  await attempt("state", async () => {
    const archive = openArchive(state, state.kind === "sqlite" ? available(data).state : "", SILENT);
    try {
      const nodes = (await archive?.load())?.length ?? 0;
      return `${state.kind}, of ${nodes} nodes`;
    } finally {
      await archive?.close();
    }
  });
  await attempt("API", () =>
    portIsFree(http.host ?? DEFAULTS.httpHost, http.port ?? DEFAULTS.httpPort, "--http-port"),
  );
  return results;
}

async function resultOf(part: string, check: () => Promise<string>): Promise<CheckResult> {
  try {
    return { part, ok: true, text: await check() };
  } catch (error) {
    const told = error instanceof StartError || error instanceof ReachError || error instanceof Error;
    return { part, ok: false, text: (told ? error.message : String(error)).replaceAll("\n", " ") };
  }
}

function available(data: DataDirectory | undefined): DataDirectory {
  if (data === undefined) throw new StartError("needs the data directory");
  return data;
}

async function freeSpace(path: string): Promise<string> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const mebibytes = Math.floor(free / 1_024 ** 2);
  if (free < MIN_FREE_BYTES) {
    throw new StartError(`${path} has ${mebibytes} MiB free: make room, or choose another with --data`);
  }
  return `${path}, ${mebibytes} MiB free`;
}

function portIsFree(host: string, port: number, flag: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", ({ code }: NodeJS.ErrnoException) =>
      reject(
        new StartError(
          code === "EADDRINUSE"
            ? `port ${port} on ${host} is in use: does the bridge run already? Otherwise choose another with ${flag}`
            : `cannot listen on ${host}:${port} (${code}): choose another with ${flag}`,
        ),
      ),
    );
    server.listen(port, host, () => server.close(() => resolve(`port ${port} on ${host} is free`)));
  });
}
