import { PASSWORD_VARIABLE } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import { type TSchema, Type } from "typebox";
import { JOURNAL_DEFAULTS } from "../journal/options.ts";
import { LOG_LEVELS } from "../logging/logger.ts";
import { REGISTRY_MODES } from "../registry/registry-mode.ts";
import { DEFAULTS } from "./bridge-config.ts";

/** One thing that the bridge can be told: in the file by its path, in the environment, or by a flag. */
export interface Setting {
  /** What a value must be. */
  readonly schema: TSchema;
  /** The same for people: "must be {form}". */
  readonly form: string;
  /** What holds when nothing is said; undefined where that is nothing. */
  readonly default?: string | number | boolean | readonly string[] | undefined;
  readonly meaning: string;
  /** Name of the flag, without its dashes; a setting without one has its path with dashes instead of dots. */
  readonly flag?: string | undefined;
  /** Name of the variable; a setting without one has `HOMESYNC_` and its path. */
  readonly variable?: string | undefined;
  /** Masked in every print, and never a flag: every user of the machine can read a command line. */
  readonly secret?: boolean | undefined;
}

type Extra = Partial<Pick<Setting, "default" | "flag" | "variable" | "secret">>;

const text = (form: string, meaning: string, extra: Extra = {}): Setting => ({
  schema: Type.String({ minLength: 1, maxLength: 4_096 }),
  form,
  meaning,
  ...extra,
});
const secret = (meaning: string, variable: string): Setting => ({
  ...text("1 to 4096 characters", meaning, { variable }),
  secret: true,
});
const whole = (min: number, max: number, meaning: string, extra: Extra = {}): Setting => ({
  schema: Type.Integer({ minimum: min, maximum: max }),
  form: `a whole number from ${min} to ${max}`,
  meaning,
  ...extra,
});
const choice = (values: readonly (string | number)[], meaning: string, extra: Extra = {}): Setting => ({
  schema: Type.Enum([...values]),
  form: `one of ${values.join(", ")}`,
  meaning,
  ...extra,
});
const yesNo = (meaning: string, extra: Extra = {}): Setting => ({
  schema: Type.Boolean(),
  form: "true or false",
  meaning,
  default: false,
  ...extra,
});
const list = (form: string, meaning: string, pattern: string, extra: Extra = {}): Setting => ({
  schema: Type.Array(Type.String({ pattern }), { maxItems: 64 }),
  form: `a list of ${form}`,
  meaning,
  default: [],
  ...extra,
});

/** Every setting, by its path in the file. */
const SETTINGS = {
  data: text("a directory", "directory of the database, the durable log and the signing keys", {
    default: DEFAULTS.dataDirectory,
  }),
  log_level: choice(LOG_LEVELS, "how much to log", { default: "info" }),
  "broker.url": text(
    "embedded or a URL",
    "mqtts://host:8883, mqtt://127.0.0.1:1883, or embedded: a broker in this process",
    {
      default: "embedded",
      flag: "broker",
      variable: "HOMESYNC_BROKER",
    },
  ),
  "broker.host": text("an address", "address that the embedded broker listens on", {
    default: DEFAULTS.brokerHost,
  }),
  "broker.port": whole(0, 65_535, "port of the embedded broker; 0 takes any", {
    default: DEFAULTS.brokerPort,
  }),
  "broker.username": text("a name", "user name at the broker", {
    flag: "username",
    variable: "HOMESYNC_MQTT_USERNAME",
  }),
  "broker.password": secret("password at the broker", PASSWORD_VARIABLE),
  "broker.password_file": text(
    "a file",
    `file with the password at the broker; else it is taken from ${PASSWORD_VARIABLE}`,
    {
      flag: "password-file",
      variable: `${PASSWORD_VARIABLE}_FILE`,
    },
  ),
  "broker.ca_file": text(
    "a file",
    "PEM file of the authorities to trust at the broker, instead of the system's",
    { flag: "ca-file" },
  ),
  "broker.cert_file": text(
    "a file",
    "PEM file of the bridge's own certificate, where the broker asks for one",
    {
      flag: "cert-file",
    },
  ),
  "broker.key_file": text("a file", "PEM file of its private key", { flag: "key-file" }),
  "broker.fallback_url": text(
    "a URL or none",
    "the same broker by another way, where its own address is blocked; wss://host:8884/mqtt for a broker at port 8883",
  ),
  "broker.subscriptions": choice(
    ["all", "registered"],
    "listen to every node by wildcards, or to each registered one by itself",
    { default: "all" },
  ),
  "broker.clean_session": yesNo("whether the broker forgets what waits for the bridge while it is away"),
  "broker.monthly_allowance_mb": whole(
    1,
    1e9,
    "megabytes a month that the broker's plan allows; a warning comes at 80 %",
  ),
  "broker.insecure": yesNo("send credentials and readings unencrypted to other machines", {
    flag: "insecure",
  }),
  "broker.telemetry_qos": choice(
    [0, 1],
    "the most that telemetry is asked for; 1 for nodes that are set to it",
    {
      default: 0,
    },
  ),
  "broker.keep_alive_s": whole(1, 3_600, "seconds without a packet after which the broker is asked", {
    default: LIMITS.keepAlive.value,
  }),
  "http.host": text("an address", "address of the API", { default: DEFAULTS.httpHost, flag: "host" }),
  "http.port": whole(0, 65_535, "port of the API; 0 takes any", { default: DEFAULTS.httpPort }),
  "http.origins": list(
    "origins such as https://app.example",
    "origins of web pages that may open the WebSocket; its own may",
    "^https?://[^/\\s]+$",
  ),
  "http.trusted_proxies": list(
    "addresses or networks",
    "proxies whose x-forwarded-for is believed",
    "^[0-9A-Fa-f:.]+(/[0-9]{1,3})?$",
  ),
  "http.open_metrics": yesNo("whether /metrics needs no token"),
  "http.requests_per_token": whole(1, 1e6, "requests a minute with one token", {
    default: DEFAULTS.requestsPerToken,
  }),
  "http.requests_per_address": whole(1, 1e6, "requests a minute of one address without a valid token", {
    default: DEFAULTS.requestsPerAddress,
  }),
  "live.max_clients": whole(1, 1e5, "WebSocket clients in all", { default: DEFAULTS.maxLiveClients }),
  "live.max_clients_per_token": whole(1, 1e5, "WebSocket clients with one token", {
    default: DEFAULTS.maxLiveClientsPerToken,
  }),
  "registry.mode": choice(
    REGISTRY_MODES,
    "open takes in every node that publishes, registered only those that were added",
    {
      default: DEFAULTS.registry,
      flag: "registry",
    },
  ),
  "store.kind": choice(["sqlite", "influx", "memory"], "where readings are kept", {
    default: "sqlite",
    flag: "store",
  }),
  "store.raw_days": whole(1, 36_500, "days that SQLite keeps every reading; then 15-minute windows", {
    default: 90,
  }),
  "store.window_days": whole(1, 36_500, "days that SQLite keeps those windows", { default: 1_825 }),
  "store.max_readings_per_second": whole(
    100,
    1e6,
    "readings a second from the durable log into the store, at most",
    { default: 100_000 },
  ),
  "state.kind": choice(["sqlite", "redis", "memory"], "where the latest state of nodes is kept", {
    default: "sqlite",
    flag: "state",
  }),
  "redis.url": text(
    "a URL",
    "redis:// or rediss:// address, with a number of the database where it is not 0",
  ),
  "redis.username": text("a name", "user name at Redis"),
  "redis.password": secret("password at Redis", "HOMESYNC_REDIS_PASSWORD"),
  "redis.password_file": text("a file", "file with the password at Redis"),
  "redis.prefix": text("a name", "before every key", { default: "homesync" }),
  "redis.ca_file": text("a file", "PEM file of the authorities to trust at Redis, instead of the system's"),
  "redis.insecure": yesNo("talk to Redis on other machines unencrypted"),
  "influx.version": choice([1, 2, 3], "version of InfluxDB's write path", { default: 2 }),
  "influx.url": text("a URL", "http:// or https:// address of InfluxDB or VictoriaMetrics"),
  "influx.database": text("a name", "database (versions 1 and 3)", { default: "homesync" }),
  "influx.retention_policy": text(
    "a name",
    "retention policy (version 1); the database's default one when absent",
  ),
  "influx.username": text("a name", "user name (version 1)"),
  "influx.password": secret("password (version 1)", "HOMESYNC_INFLUX_PASSWORD"),
  "influx.password_file": text("a file", "file with the password (version 1)"),
  "influx.org": text("a name", "organisation (version 2)", { default: "homesync" }),
  "influx.bucket": text("a name", "bucket (version 2)", { default: "homesync" }),
  "influx.token": secret("token (versions 2 and 3)", "HOMESYNC_INFLUX_TOKEN"),
  "influx.token_file": text("a file", "file with the token (versions 2 and 3)"),
  "influx.ca_file": text(
    "a file",
    "PEM file of the authorities to trust at InfluxDB, instead of the system's",
  ),
  "influx.insecure": yesNo("send the credentials to InfluxDB unencrypted to other machines"),
  "influx.timeout_ms": whole(100, 600_000, "milliseconds until a request is given up", { default: 10_000 }),
  shelly_mapping: text("a file", "file that tells which nodes the Shelly Gen1 plugs are"),
  "durable_log.max_bytes": whole(
    1_048_576,
    1e15,
    "bytes on disk; beyond, the oldest telemetry is dropped and counted",
    { default: JOURNAL_DEFAULTS.maxBytes },
  ),
  "durable_log.fsync": choice(
    ["never", "batch"],
    "never: survives the death of the process; batch: a power cut, too, but for the last interval",
    { default: JOURNAL_DEFAULTS.fsync },
  ),
  "durable_log.fsync_interval_ms": whole(10, 60_000, "milliseconds between two fsyncs", {
    default: JOURNAL_DEFAULTS.fsyncIntervalMs,
  }),
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingPath = keyof typeof SETTINGS;

export const SETTING_PATHS = Object.keys(SETTINGS) as SettingPath[];

/** The setting at a path, with nothing known of which one it is. */
export const settingAt = (path: SettingPath): Setting => SETTINGS[path];

/** Its flag, without the dashes; undefined for a secret. */
export function flagOf(path: SettingPath): string | undefined {
  const { flag, secret } = settingAt(path);
  return secret === true ? undefined : (flag ?? path.replaceAll(/[._]/g, "-"));
}

/** Its variable of the environment. */
export const variableOf = (path: SettingPath): string =>
  settingAt(path).variable ?? `HOMESYNC_${path.replaceAll(".", "_").toUpperCase()}`;
