import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, onTestFinished, test } from "vitest";
import { commandLine } from "../src/cli/command-line.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

const inFolder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Runs the command line in this process; it is asked to end as soon as it has said something. */
async function run(args: readonly string[], environment: Record<string, string> = {}) {
  let out = "";
  let errors = "";
  let stop: (signal: string) => void = () => undefined;
  const stopped = new Promise<string>((resolve) => {
    stop = resolve;
  });
  const terminal = {
    out(text: string) {
      out += text;
      stop("SIGTERM");
    },
    error(text: string) {
      errors += text;
    },
    environment,
    stopped: () => stopped,
  };
  const status = await commandLine(args, terminal, "9.9.9");
  return { status, out, errors };
}

describe("homesync-bridge", () => {
  test("runs until it is asked to end, with the alias run or without", async () => {
    const data = join(await temporaryDirectory(), "data");
    const options = ["--broker-port", "0", "--http-port", "0", "--data", data];
    for (const args of [options, ["run", ...options]]) {
      const { status, out, errors } = await run(args);
      expect(status).toBe(0);
      expect(out).toMatch(/API http:\/\/127\.0\.0\.1:\d+\/api\/v1, broker mqtt:\/\/127\.0\.0\.1:\d+/);
      const messages = errors
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).msg);
      expect(messages).toEqual(["bridge started", "bridge ending", "bridge ended"]);
    }
  });

  test("prints help and version", async () => {
    const help = await run(["--help"]);
    expect(help).toMatchObject({ status: 0, errors: "" });
    for (const option of [
      "--broker",
      "--http-port",
      "--data",
      "--ca-file",
      "--insecure",
      "HOMESYNC_MQTT_PASSWORD",
    ]) {
      expect(help.out).toContain(option);
    }
    expect(await run(["--version"])).toMatchObject({ status: 0, out: "9.9.9\n" });
  });

  test.each([
    [["--nope"], 2, /Unknown argument: nope/],
    [["frobnicate"], 2, /Unknown argument: frobnicate/],
    [["--broker", "nonsense"], 2, /address is not a URL/],
    [["--broker", "mqtt://192.0.2.1"], 2, /not encrypted.*\n.*--insecure/],
    [["--broker", "mqtt://127.0.0.1", "--broker", "mqtt://127.0.0.2"], 2, /more than once/],
    [["--http-port", "99999"], 2, /--http-port must be a whole number from 0 to 65535, not 99999/],
    [["--http-port", "x"], 2, /--http-port must be a whole number from 0 to 65535, not "x"/],
    [["--log-level", "loud"], 2, /--log-level must be one of fatal, .*, not "loud"/],
    [["--config", "/nowhere/bridge.yaml"], 2, /bridge.yaml cannot be read \(ENOENT\)/],
    [["keys", "lose"], 2, /Invalid values/],
    [["keys"], 2, /Not enough non-option arguments/],
    [["--broker", "mqtts://127.0.0.1", "--ca-file", "/nowhere/ca.pem"], 2, /--ca-file .* cannot be read/],
    [["--data", "/dev/null/data"], 3, /data directory/],
    [["token"], 2, /Missing required argument: homes/],
    [["token", "--homes", "a/b"], 2, /homes must be/],
    [["token", "--homes", "a", "--expires", "soon"], 2, /--expires/],
    [["token", "--homes", "a", "--role", "king"], 2, /Invalid values/],
  ])("%j ends with status %i", async (args, expected, message) => {
    const data = args.includes("--data") ? [] : ["--data", await temporaryDirectory()];
    const { status, out, errors } = await run([...args, ...data]);
    expect(errors).toMatch(message);
    expect(errors).toMatch(/^homesync-bridge: /);
    expect(errors.trimEnd().split("\n").length).toBeLessThanOrEqual(4);
    expect({ status, out }).toEqual({ status: expected, out: "" });
  });

  test("does not repeat a password that was put into the URL", async () => {
    const { status, errors } = await run(["--broker", "mqtt://me:hunter2@127.0.0.1"]);
    expect(status).toBe(2);
    expect(errors).toMatch(/HOMESYNC_MQTT_PASSWORD/);
    expect(errors).not.toContain("hunter2");
  });

  test("takes the password from the environment, which needs a user name", async () => {
    const data = await temporaryDirectory();
    const args = ["--broker", "mqtt://127.0.0.1:1", "--http-port", "0", "--data", data];
    const environment = { HOMESYNC_MQTT_PASSWORD: "hunter2" };
    expect((await run(args, environment)).errors).toMatch(/--username/);
    const { status, errors } = await run([...args, "--username", "me"], environment);
    expect(status).toBe(0);
    expect(errors).not.toContain("hunter2");
  });
});

test("token prints a token and nothing else", async () => {
  const data = await temporaryDirectory();
  const args = ["token", "--homes", "a,b", "--role", "operator", "--expires", "30m", "--data", data];
  const { status, out, errors } = await run(args);
  expect({ status, errors }).toEqual({ status: 0, errors: "" });
  const claims = decodeJwt(out.trim());
  expect(claims).toMatchObject({ homes: ["a", "b"], role: "operator" });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(1_800);
  expect(decodeProtectedHeader(out.trim())).toMatchObject({ alg: "HS256", kid: expect.any(String) });
});

test("keys rotates: tokens of the key before stay good, unless they are revoked", async () => {
  const data = ["--data", await temporaryDirectory()];
  const kids = (out: string) =>
    out
      .trim()
      .split("\n")
      .map((line) => line.split("  ")[0]);
  const before = kids((await run(["keys", "list", ...data])).out);
  const rotated = kids((await run(["keys", "rotate", ...data])).out);
  expect(rotated).toEqual([...before, expect.any(String)]);
  const { out } = await run(["keys", "rotate", "--revoke", ...data]);
  expect(out).toMatch(/^[0-9a-f]{12} {2}signs new tokens\n$/);
});

describe("the program", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "ends on %s with status 0",
    async (signal) => {
      const tsx = createRequire(import.meta.url).resolve("tsx");
      const child = spawn(
        process.execPath,
        [
          "--conditions=@homesync/source",
          "--import",
          tsx,
          inFolder("../src/cli/main.ts"),
          ...["--broker-port", "0", "--http-port", "0", "--data", await temporaryDirectory()],
        ],
        { stdio: ["ignore", "pipe", "ignore"] },
      );
      onTestFinished(() => {
        child.kill("SIGKILL");
      });
      const exited = once(child, "exit");
      await Promise.race([once(child.stdout, "data"), exited]);
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
    },
    30_000,
  );

  test("says that it must be built when it was not, and runs what was built", async () => {
    const root = await temporaryDirectory();
    await cp(inFolder("../bin"), join(root, "bin"), { recursive: true });
    await writeFile(join(root, "package.json"), '{"type":"module"}');
    const start = (): Promise<{ code: number; stdout: string; stderr: string }> =>
      new Promise((resolve) => {
        execFile(process.execPath, [join(root, "bin/homesync-bridge.js")], (error, stdout, stderr) =>
          resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
        );
      });
    expect(await start()).toMatchObject({ code: 3, stderr: expect.stringContaining("make build") });
    await mkdir(join(root, "dist/cli"), { recursive: true });
    await writeFile(join(root, "dist/cli/main.js"), 'process.stdout.write("built")');
    expect(await start()).toMatchObject({ code: 0, stdout: "built" });
  });
});
