import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { decodePayload, ERROR_CODES } from "@homesync/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const IMAGE = ".pio/build/nodemcuv2/firmware.bin";

const page = await readFile(join(ROOT, "docs/update.md"), "utf8");
const commands = [...page.matchAll(/^```console\n(.*?)^```$/gms)]
  .flatMap(([, block = ""]) => block.trim().split("\n"))
  .filter((line) => line.startsWith("npm "));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homesync-update-document-"));
  await mkdir(dirname(join(folder, IMAGE)), { recursive: true });
  await writeFile(join(folder, IMAGE), Buffer.from("\xe9 firmware 1.3.0 of nodemcuv2", "latin1"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Types a line of the page, in a folder that is not the repository's. */
function type(line: string): Promise<{ code: number; out: string }> {
  const [, ...words] = line.split(" ");
  return new Promise((done) => {
    execFile("npm", ["--prefix", ROOT, ...words], { cwd: folder }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    );
  });
}

test("the commands of docs/update.md do what the page says, in its order", { timeout: 120_000 }, async () => {
  expect(commands).toHaveLength(4);
  for (const line of commands) expect(await type(line), line).toMatchObject({ code: 0 });
  expect((await stat(join(folder, "update-keys/update-private.pem"))).mode & 0o777).toBe(0o600);
  const command = decodePayload("command/ota", await readFile(join(folder, "update.json")), "command/ota");
  expect(command).toMatchObject({ ok: true });
});

test("the page explains every error of an update, and none that there is not", () => {
  const explained = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code = ""]) => code);
  const codes = Object.keys(ERROR_CODES);
  expect(explained.filter((code) => !codes.includes(code))).toEqual(
    ["error"].filter((code) => explained.includes(code)),
  );
  for (const code of [
    "bad_signature",
    "wrong_target",
    "not_newer",
    "no_space",
    "busy",
    "download_failed",
    "wrong_size",
    "wrong_hash",
    "storage_fault",
    "cancelled",
  ]) {
    expect(explained).toContain(code);
  }
});
