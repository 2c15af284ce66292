import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@homesync/broker/testing";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { readContainerfile, textOf, textsOf, wordsOf } from "../container/containerfile.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAMS = "/opt/homesync";
const DATA = "/var/lib/homesync";
const IS_ROOT = process.getuid?.() === 0;

const run = promisify(execFile);
const instructions = readContainerfile(await readFile(join(ROOT, "bridge/deploy/Containerfile"), "utf8"));
const [uid = 0, gid = 0] = textOf(instructions, "USER").split(":").map(Number);

test("it says an image with a Node that the packages run on, and a user that is not root", async () => {
  expect(textOf(instructions, "FROM")).toMatch(/^docker[.]io\/library\/node:(22|24)-slim$/);
  expect(uid).toBeGreaterThan(0);
  expect(gid).toBeGreaterThan(0);
  const names = instructions.map(({ name }) => name);
  expect(names.lastIndexOf("RUN")).toBeLessThan(names.indexOf("USER"));
  expect(textOf(instructions, "VOLUME")).toBe(DATA);
});

/** The steps in a folder instead of an image: no container engine is needed, and none is tried. */
describe("its steps, run in a folder", () => {
  let image = "";
  const inside = (text: string) =>
    text.replaceAll(PROGRAMS, join(image, "opt")).replaceAll(DATA, join(image, "data"));

  beforeAll(async () => {
    image = await mkdtemp(join(tmpdir(), "homesync-image-"));
    // The container's user is not the one that builds.
    await chmod(image, 0o755);
    const [context, programs] = [join(image, "context"), join(image, "opt")];
    await Promise.all([mkdir(context), mkdir(join(programs, "packages"), { recursive: true })]);
    await run("npm", ["pack", "--silent", "--workspaces", "--pack-destination", context], { cwd: ROOT });
    for (const text of textsOf(instructions, "COPY")) {
      await run("sh", ["-euc", `cp ${text.replace(/\S+$/, join(programs, "packages"))}`], { cwd: context });
    }
    for (const text of textsOf(instructions, "RUN")) {
      // Only root gives files away.
      const step = IS_ROOT ? text : text.replace(/ --(owner|group)=\d+/g, "");
      await run("sh", ["-euc", inside(step)], { cwd: programs });
    }
  }, 180_000);
  afterAll(() => rm(image, { recursive: true, force: true }));

  test("the entry point runs as that user, the health check tells so, and it ends by the stop signal", async () => {
    const port = await freePort();
    const environment: NodeJS.ProcessEnv = { PATH: process.env["PATH"], HOMESYNC_BROKER_PORT: "0" };
    for (const text of textsOf(instructions, "ENV")) {
      const [name = "", value = ""] = text.split("=");
      environment[name] = inside(value);
    }
    environment["HOMESYNC_HTTP_PORT"] = String(port);
    const user = IS_ROOT ? { uid, gid } : {};
    const check = wordsOf(textOf(instructions, "HEALTHCHECK"));
    const isHealthy = () =>
      run(check[0] ?? "", check.slice(1), { env: environment, cwd: image, ...user }).then(
        () => true,
        () => false,
      );
    expect(await isHealthy()).toBe(false);

    const [program = "", ...args] = wordsOf(textOf(instructions, "ENTRYPOINT")).map(inside);
    const bridge = spawn(program, args, { env: environment, cwd: image, stdio: "ignore", ...user });
    onTestFinished(() => {
      bridge.kill("SIGKILL");
    });
    await vi.waitFor(async () => expect(await isHealthy()).toBe(true), { timeout: 60_000, interval: 500 });
    bridge.kill(textOf(instructions, "STOPSIGNAL") as NodeJS.Signals);
    expect(await once(bridge, "exit")).toEqual([0, null]);
  }, 90_000);
});
