import { readFile } from "node:fs/promises";
import { ReachError, readPassword, Secret } from "@homesync/broker/reach";
import { checkBroker } from "../link/open-link.ts";
import type { RegistryMode } from "../registry/registry-mode.ts";
import { influxTarget } from "../series/influx/options.ts";
import type { SeriesOptions } from "../series/open-store.ts";
import type { StateOptions } from "../state/open-archive.ts";
import type { BridgeConfig } from "./bridge-config.ts";
import { ConfigError } from "./config-error.ts";
import type { ResolvedSettings } from "./resolve.ts";
import type { SettingPath } from "./settings.ts";
import { StartError } from "./start-error.ts";

/**
 * What a bridge is started with, from its settings. Looks at what belongs together, too: a password and its user name,
 * a URL and whether it is encrypted, the files that are named.
 * @throws ConfigError with everything that is wrong
 */
export async function effectiveConfig(settings: ResolvedSettings): Promise<BridgeConfig> {
  const problems: string[] = [];
  const broker = await collect(problems, () => brokerOf(settings));
  const series = await collect(problems, () => seriesOf(settings));
  const state = await collect(problems, () => stateOf(settings));
  if (problems.length > 0 || broker === undefined || series === undefined || state === undefined)
    throw new ConfigError(problems);
  const { text, number, yes, list } = reader(settings);
  return {
    dataDirectory: text("data") ?? "",
    broker,
    http: {
      host: text("http.host"),
      port: number("http.port"),
      origins: list("http.origins"),
      trustedProxies: list("http.trusted_proxies"),
      openMetrics: yes("http.open_metrics"),
      requestsPerToken: number("http.requests_per_token"),
      requestsPerAddress: number("http.requests_per_address"),
    },
    live: {
      maxClients: number("live.max_clients"),
      maxClientsPerToken: number("live.max_clients_per_token"),
    },
    registry: text("registry.mode") as RegistryMode | undefined,
    series,
    state,
    journal: {
      maxBytes: number("durable_log.max_bytes"),
      fsync: text("durable_log.fsync") as "never" | "batch" | undefined,
      fsyncIntervalMs: number("durable_log.fsync_interval_ms"),
    },
    shellyMapping: text("shelly_mapping"),
    drain: { maxReadingsPerSecond: number("store.max_readings_per_second") },
  };
}

function reader(settings: ResolvedSettings) {
  const value = (path: SettingPath) => settings.get(path)?.value;
  return {
    text: (path: SettingPath) => value(path) as string | undefined,
    number: (path: SettingPath) => value(path) as number | undefined,
    yes: (path: SettingPath) => value(path) === true,
    list: (path: SettingPath) => value(path) as readonly string[] | undefined,
  };
}

/** What `make` makes; where it fails for the settings, the reason joins the others. */
async function collect<T>(problems: string[], make: () => Promise<T>): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof StartError || error instanceof ReachError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}

async function brokerOf(settings: ResolvedSettings): Promise<BridgeConfig["broker"]> {
  const { text, number, yes } = reader(settings);
  const insecure = yes("broker.insecure");
  const url = text("broker.url") ?? "embedded";
  const allowanceMb = number("broker.monthly_allowance_mb");
  const broker: BridgeConfig["broker"] =
    url === "embedded"
      ? { kind: "embedded", host: text("broker.host"), port: number("broker.port"), insecure }
      : {
          kind: "external",
          url,
          username: text("broker.username"),
          password: await passwordOf(settings),
          caFile: text("broker.ca_file"),
          certFile: text("broker.cert_file"),
          keyFile: text("broker.key_file"),
          fallbackUrl: text("broker.fallback_url"),
          subscriptions: text("broker.subscriptions") as "all" | "registered" | undefined,
          clean: yes("broker.clean_session"),
          monthlyAllowanceBytes: allowanceMb === undefined ? undefined : allowanceMb * 1e6,
          insecure,
          telemetryQos: number("broker.telemetry_qos") as 0 | 1 | undefined,
          keepAliveS: number("broker.keep_alive_s"),
        };
  await checkBroker(broker);
  return broker;
}

const passwordOf = (settings: ResolvedSettings): Promise<Secret | undefined> => {
  const { text } = reader(settings);
  return readPassword(text("broker.password_file"), { HOMESYNC_MQTT_PASSWORD: text("broker.password") });
};

async function seriesOf(settings: ResolvedSettings): Promise<SeriesOptions> {
  const { text, number } = reader(settings);
  switch (text("store.kind")) {
    case "memory":
      return { kind: "memory" };
    case "influx": {
      const options = await influxOf(settings);
      influxTarget(options);
      return options;
    }
    default:
      return { kind: "sqlite", rawDays: number("store.raw_days"), windowDays: number("store.window_days") };
  }
}

async function stateOf(settings: ResolvedSettings): Promise<StateOptions> {
  const { text, yes } = reader(settings);
  switch (text("state.kind")) {
    case "memory":
      return { kind: "memory" };
    case "redis": {
      const [url, caFile] = [text("redis.url"), text("redis.ca_file")];
      if (url === undefined) throw new StartError("state.kind redis needs redis.url");
      return {
        kind: "redis",
        url,
        username: text("redis.username"),
        password: await secretOf(settings, "redis.password", "redis.password_file"),
        prefix: text("redis.prefix"),
        ca: caFile === undefined ? undefined : await readNamed("redis.ca_file", caFile),
        insecure: yes("redis.insecure"),
      };
    }
    default:
      return { kind: "sqlite" };
  }
}

async function influxOf(settings: ResolvedSettings): Promise<Extract<SeriesOptions, { kind: "influx" }>> {
  const { text, number, yes } = reader(settings);
  const url = text("influx.url");
  if (url === undefined) throw new StartError("store.kind influx needs influx.url");
  const caFile = text("influx.ca_file");
  const server = {
    kind: "influx",
    url,
    ca: caFile === undefined ? undefined : await readNamed("influx.ca_file", caFile),
    insecure: yes("influx.insecure"),
    timeoutMs: number("influx.timeout_ms"),
  } as const;
  const database = text("influx.database") ?? "";
  const token = () => secretOf(settings, "influx.token", "influx.token_file");
  switch (settings.get("influx.version")?.value) {
    case 1: {
      const [retentionPolicy, username] = [text("influx.retention_policy"), text("influx.username")];
      const password = await secretOf(settings, "influx.password", "influx.password_file");
      return { ...server, version: 1, database, retentionPolicy, username, password };
    }
    case 3:
      return { ...server, version: 3, database, token: await token() };
    default: {
      const [org, bucket] = [text("influx.org") ?? "", text("influx.bucket") ?? ""];
      return { ...server, version: 2, org, bucket, token: await token() };
    }
  }
}

async function secretOf(
  settings: ResolvedSettings,
  path: SettingPath,
  filePath: SettingPath,
): Promise<Secret | undefined> {
  const { text } = reader(settings);
  const file = text(filePath);
  const value = file === undefined ? text(path) : (await readNamed(filePath, file)).replace(/\r?\n$/, "");
  return value === undefined || value === "" ? undefined : new Secret(value);
}

async function readNamed(path: SettingPath, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new StartError(`${path}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
