import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { decodePayload } from "@homesync/protocol";
import { publicPoint, readPublicKey } from "@homesync/protocol/signing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../signing/program.ts";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const PRIVATE = "keys/update-private.pem";
const PUBLIC = "keys/update-public.pem";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homesync-signing-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a command line in the folder. */
async function run(line: string): Promise<{ status: number; out: string; err: string }> {
  const result = { out: "", err: "" };
  const status = await main(line === "" ? [] : line.split(" "), {
    out: (text) => {
      result.out += text;
    },
    err: (text) => {
      result.err += text;
    },
    folder,
  });
  return { status, ...result };
}

const file = (name: string): string => join(folder, name);
const json = async (name: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(file(name), "utf8"));

/** What looks like a board's image. */
async function writeImage(version = "1.3.0", target = "nodemcuv2"): Promise<void> {
  await writeFile(file("firmware.bin"), Buffer.from(`\xe9 code ${version} ${target} more code`, "latin1"));
}

const SIGN = `sign firmware.bin --key ${PRIVATE} --target nodemcuv2 --version 1.3.0`;

describe("keys", () => {
  test("are a pair: the private one for the owner alone, nothing of it on the screen", async () => {
    const { status, out } = await run("keys keys");
    expect(status).toBe(0);
    expect((await stat(file(PRIVATE))).mode & 0o777).toBe(0o600);
    expect(out).toContain("update-public.pem");
    expect(out).not.toContain("BEGIN");
    const { out: flag } = await run(`build-flag ${PUBLIC}`);
    const point = publicPoint(readPublicKey(await readFile(file(PUBLIC), "utf8")));
    expect(point).toHaveLength(65);
    expect(flag).toBe(`-D HOMESYNC_UPDATE_KEY='"${Buffer.from(point).toString("hex")}"'\n`);
  });

  test.each([PRIVATE, PUBLIC])("are never written over: %s", async (left) => {
    await run("keys keys");
    const before = await readFile(file(left), "utf8");
    await rm(file(left === PRIVATE ? PUBLIC : PRIVATE));
    const { status, err } = await run("keys keys");
    expect(status).toBe(1);
    expect(err).toContain(`${left} is there already`);
    expect(await readFile(file(left), "utf8")).toBe(before);
    await expect(stat(file(left === PRIVATE ? PUBLIC : PRIVATE))).rejects.toThrow("ENOENT");
  });

  test("are told apart, and from other files", async () => {
    await run("keys keys");
    await writeImage();
    expect((await run(`build-flag ${PRIVATE}`)).err).toContain("this is a private key");
    expect((await run(SIGN.replace("private", "public"))).err).toContain("no private key");
    expect((await run("build-flag firmware.bin")).err).toContain("no key in PEM");
    expect((await run("build-flag none.pem")).err).toContain("none.pem is not there");
    await writeFile(
      file("other.pem"),
      "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n",
    );
    expect((await run("build-flag other.pem")).err).toContain("P-256");
  });
});

describe("sign", () => {
  beforeEach(async () => {
    await run("keys keys");
    await writeImage();
  });

  test("prints a manifest that verifies, and is of the image", async () => {
    const { status, out } = await run(SIGN);
    expect(status).toBe(0);
    await writeFile(file("manifest.json"), out);
    const verified = await run(`verify manifest.json --key ${PUBLIC} --image firmware.bin`);
    expect(verified).toMatchObject({ status: 0, err: "" });
    expect(verified.out).toContain("good signature for nodemcuv2 1.3.0, 32 bytes");
  });

  test("writes a command that a node takes, with the url unsigned", async () => {
    const line = `${SIGN} --url https://example.org/a.bin --request-id up-1 --allow-downgrade --out up.json`;
    expect((await run(line)).status).toBe(0);
    const decoded = decodePayload("command/ota", await readFile(file("up.json")), "command/ota");
    expect(decoded).toMatchObject({
      ok: true,
      value: { payload: { action: "update", request_id: "up-1", allow_downgrade: true, version: "1.3.0" } },
    });
    await writeFile(file("up.json"), JSON.stringify({ ...(await json("up.json")), url: "http://mirror/a" }));
    expect((await run(`verify up.json --key ${PUBLIC}`)).status).toBe(0);
  });

  test.each([
    ["version", "1.3.1"],
    ["target", "d1_mini"],
    ["size", 33],
    ["sha256", "0".repeat(64)],
    ["allow_downgrade", true],
  ])("covers %s", async (field, value) => {
    await run(`${SIGN} --out manifest.json`);
    await writeFile(
      file("manifest.json"),
      JSON.stringify({ ...(await json("manifest.json")), [field]: value }),
    );
    const { status, err } = await run(`verify manifest.json --key ${PUBLIC}`);
    expect(status).toBe(1);
    expect(err).toContain("not signed with the private key of");
  });

  test("with another key does not verify", async () => {
    await run("keys others");
    await run(`${SIGN} --out manifest.json`);
    expect((await run("verify manifest.json --key others/update-public.pem")).status).toBe(1);
  });

  test("another image than was signed is found", async () => {
    await run(`${SIGN} --out manifest.json`);
    const verify = `verify manifest.json --key ${PUBLIC} --image firmware.bin`;
    await writeFile(file("firmware.bin"), "short");
    expect((await run(verify)).err).toContain("5 bytes, and 32 were signed");
    await writeFile(file("firmware.bin"), "x".repeat(32));
    expect((await run(verify)).err).toContain("SHA-256");
  });

  test.each([
    ["--version v1.3.0", "version"],
    ["--target node/mcu", "target"],
    ["--url ftp://example.org/a", "url"],
    ["--request-id a/b", "request_id"],
  ])("refuses %s", async (option, field) => {
    const { status, err } = await run(`${SIGN} ${option}`);
    expect(status).toBe(1);
    expect(err).toContain(`field "${field}"`);
  });

  test.each([
    ["an empty file", "", 'field "size"'],
    ["an ELF", "\x7fELF 1.3.0 nodemcuv2", "take firmware.bin"],
    ["an image of another version", "\xe9 1.2.9 nodemcuv2", "holds the version 1.3.0 nowhere"],
    ["an image for another board", "\xe9 1.3.0 d1_mini", "built for another board"],
  ])("doubts %s", async (_what, content, doubt) => {
    await writeFile(file("firmware.bin"), Buffer.from(content, "latin1"));
    const { status, err } = await run(SIGN);
    expect(status).toBe(1);
    expect(err).toContain(doubt);
    if (content !== "") expect((await run(`${SIGN} --force`)).status).toBe(0);
  });

  test("doubts an image of a virtual node in another version", async () => {
    const line = SIGN.replace("nodemcuv2", "virtual");
    await writeFile(file("firmware.bin"), "homesync-image 1.2.9\n");
    expect((await run(line)).err).toContain('begins with "homesync-image 1.3.0"');
    await writeFile(file("firmware.bin"), "homesync-image 1.3.0\n");
    expect((await run(line)).status).toBe(0);
  });

  test("says in plain words which file it cannot read", async () => {
    expect((await run(SIGN.replace("firmware.bin", "keys"))).err).toContain("keys is a folder");
    expect((await run(SIGN.replace("keys/", "firmware.bin/"))).err).toContain("under a file");
  });
});

describe("the command line", () => {
  test("tells what it can", async () => {
    expect(await run("--help")).toMatchObject({ status: 0, err: "" });
    for (const command of ["keys", "build-flag", "sign", "verify"]) {
      expect((await run("--help")).out).toContain(`sign-firmware ${command}`);
    }
  });

  test.each([
    ["", "give a command"],
    ["make", "there is no command make"],
    ["keys", "one file or folder"],
    ["keys a b", "one file or folder"],
    ["keys a --key b", "keys takes no --key"],
    ["sign a --key b --target c", "sign needs --version"],
    ["verify a", "verify needs --key"],
    ["sign a --sign", "--sign"],
  ])("%j is refused", async (line, reason) => {
    const { status, err } = await run(line);
    expect(status).toBe(2);
    expect(err).toContain(reason);
    expect(err).toContain("--help tells how");
  });

  test("a manifest that is none is named", async () => {
    await run("keys keys");
    await writeFile(file("a.json"), "no");
    expect((await run(`verify a.json --key ${PUBLIC}`)).err).toContain("a.json: no JSON");
    await writeFile(file("a.json"), "{}");
    expect((await run(`verify a.json --key ${PUBLIC}`)).err).toContain('field "target"');
  });

  test("npm runs it, with paths from where it was called", { timeout: 60_000 }, async () => {
    const npm = (args: string[]) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
        execFile(
          "npm",
          ["--prefix", ROOT, "run", "--silent", "sign-firmware", "--", ...args],
          { cwd: folder },
          (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }),
        );
      });
    expect(await npm(["keys", "mine"])).toMatchObject({ code: 0, stderr: "" });
    await stat(file("mine/update-private.pem"));
    const again = await npm(["keys", "mine"]);
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(/^sign-firmware: .* is there already/);
  });
});
