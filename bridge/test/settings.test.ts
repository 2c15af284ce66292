import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../src/config/config-error.ts";
import { effectiveConfig } from "../src/config/effective.ts";
import { printSettings } from "../src/config/print.ts";
import { resolveSettings, type Sources } from "../src/config/resolve.ts";
import { flagOf, SETTING_PATHS, variableOf } from "../src/config/settings.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

/** Settings from a file of this content, and from elsewhere. */
async function resolve(content: string | undefined, more: Partial<Sources> = {}) {
  const file = content === undefined ? undefined : join(await temporaryDirectory(), "bridge.yaml");
  if (file !== undefined) await writeFile(file, content ?? "");
  return resolveSettings({ flags: {}, environment: {}, file, ...more });
}

async function problemsOf(made: Promise<unknown>): Promise<readonly string[]> {
  const error = await made.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).problems;
}

describe("settings", () => {
  test("flags win over the environment, that over the file, and that over the defaults", async () => {
    const file = "http:\n  port: 1001\n  host: 127.0.0.2\ndata: from-file\n";
    const environment = { HOMESYNC_HTTP_PORT: "1002", HOMESYNC_DATA: "from-environment" };
    const settings = await resolve(file, { environment, flags: { "http-port": "1003" } });
    expect(settings.get("http.port")).toEqual({ value: 1003, source: "--http-port" });
    expect(settings.get("data")).toEqual({ value: "from-environment", source: "HOMESYNC_DATA" });
    expect(settings.get("http.host")).toEqual({ value: "127.0.0.2", source: "http.host in bridge.yaml" });
    expect(settings.get("log_level")).toEqual({ value: "info", source: "default" });
  });

  test("everything that is wrong is told at once, with where it was said", async () => {
    const file = "http:\n  port: eighty\n  prot: 80\nregistry:\n  mode: closed\nstoer: x\nlog_level: loud\n";
    const environment = { HOMESYNC_LIVE_MAX_CLIENTS: "many", HOMESYNC_HTTP_OPEN_METRICS: "perhaps" };
    const problems = await problemsOf(resolve(file, { environment, flags: { "broker-port": "-1" } }));
    expect([...problems].sort()).toEqual(
      [
        "--broker-port must be a whole number from 0 to 65535, not -1",
        'HOMESYNC_HTTP_OPEN_METRICS must be true or false, not "perhaps"',
        'HOMESYNC_LIVE_MAX_CLIENTS must be a whole number from 1 to 100000, not "many"',
        'http.port in bridge.yaml must be a whole number from 0 to 65535, not "eighty"',
        "http.prot in bridge.yaml: there is no such setting; did you mean http.port?",
        'log_level in bridge.yaml must be one of fatal, error, warn, info, debug, trace, silent, not "loud"',
        'registry.mode in bridge.yaml must be one of open, registered, not "closed"',
        "stoer in bridge.yaml: there is no such setting; docs/bridge-configuration.md lists them",
      ].sort(),
    );
  });

  test("what belongs together is looked at as a whole, too", async () => {
    const settings = await resolve(undefined, {
      environment: { HOMESYNC_MQTT_PASSWORD: "hunter2" },
      flags: { broker: "mqtts://broker.example", store: "influx" },
    });
    expect(await problemsOf(effectiveConfig(settings))).toEqual([
      expect.stringMatching(/password but no user name/),
      "store.kind influx needs influx.url",
    ]);
  });

  test.each([
    ["http: [1, 2]\n", /http in bridge.yaml: there is no such setting/],
    ["just text", /must hold settings/],
    ["http:\n\tport: 80\n", /line 2: this is not YAML/],
    ["data: &a x\nlog_level: *a\n", /uses aliases/],
    [
      "broker:\n  password: hunter2\n",
      /broker.password in bridge.yaml: a secret belongs in a file of its own/,
    ],
    ["http:\n  origins: https://a.example/path\n", /origins in bridge.yaml must be a list of origins/],
  ])("%j is told", async (content, message) => {
    const problems = await problemsOf(resolve(content));
    expect(problems.join("\n")).toMatch(message);
    expect(problems.join("\n")).not.toContain("hunter2");
  });

  test("lists come from a variable with commas, and an empty variable says nothing", async () => {
    const environment = {
      HOMESYNC_HTTP_ORIGINS: "https://a.example, https://b.example",
      HOMESYNC_HTTP_PORT: "",
    };
    const settings = await resolve(undefined, { environment });
    expect(settings.get("http.origins")?.value).toEqual(["https://a.example", "https://b.example"]);
    expect(settings.get("http.port")?.source).toBe("default");
  });

  test("reach the bridge: InfluxDB with its token from a file", async () => {
    const tokenFile = join(await temporaryDirectory(), "token");
    await writeFile(tokenFile, "s3cret-token\n");
    const file = [
      "store: { kind: influx }",
      `influx: { url: "http://127.0.0.1:8086", org: home, bucket: power, token_file: ${tokenFile} }`,
      "durable_log: { max_bytes: 2000000, fsync: batch }",
      "registry: { mode: registered }",
    ].join("\n");
    const config = await effectiveConfig(await resolve(file));
    expect(config).toMatchObject({
      series: { kind: "influx", version: 2, org: "home", bucket: "power" },
      journal: { maxBytes: 2_000_000, fsync: "batch" },
      registry: "registered",
    });
    const token =
      "token" in (config.series ?? {})
        ? (config.series as { token?: { reveal(): string } }).token
        : undefined;
    expect(token?.reveal()).toBe("s3cret-token");
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain("s3cret-token");
  });

  test("are printed with who said them, and secrets masked", async () => {
    const environment = {
      HOMESYNC_MQTT_PASSWORD: "hunter2",
      HOMESYNC_INFLUX_TOKEN: "s3cret-token",
      HOMESYNC_MQTT_USERNAME: "me",
      HOMESYNC_INFLUX_URL: "http://me:hunter2@127.0.0.1",
    };
    const settings = await resolve("http:\n  port: 81\n", { environment });
    const printed = printSettings(settings);
    expect(printed).toMatch(/^ {2}port: 81 # http.port in bridge.yaml$/m);
    expect(printed).toMatch(/^ {2}password: "?\[secret\]"? # HOMESYNC_MQTT_PASSWORD$/m);
    expect(printed).toMatch(/^ {2}username: me # HOMESYNC_MQTT_USERNAME$/m);
    expect(printed).not.toMatch(/hunter2|s3cret-token/);
  });
});

test("docs/bridge-configuration.md has every setting, with its flag and its variable", () => {
  const page = readFileSync(new URL("../../docs/bridge-configuration.md", import.meta.url), "utf8");
  for (const path of SETTING_PATHS) {
    const flag = flagOf(path);
    expect(page).toContain(
      `| \`${path}\` | ${flag === undefined ? "" : `\`--${flag}\``} | \`${variableOf(path)}\` |`,
    );
  }
});
