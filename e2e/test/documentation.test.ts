import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "ARCHITECTURE.md",
  "docs/flashing.md",
  "docs/led.md",
  "docs/protection.md",
];

const run = promisify(execFile);
const shell = (line: string) => run("sh", ["-c", line], { cwd: ROOT, timeout: 120_000 });

/** The lines of a page's ```sh blocks: what a reader is asked to type. */
function commands(page: string): string[] {
  const text = readFileSync(`${ROOT}/${page}`, "utf8");
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(([, block = ""]) => block.trim().split("\n"));
}

/** The targets of `make` that a page names, in a block or in a sentence. */
function makeTargets(page: string): string[] {
  const text = readFileSync(`${ROOT}/${page}`, "utf8");
  return [...new Set([...text.matchAll(/(?:^|`)make ([a-z][a-z0-9-]*)/gm)].map(([, target = ""]) => target))];
}

/** Local files that a page links to. */
function links(page: string): string[] {
  const text = readFileSync(`${ROOT}/${page}`, "utf8");
  return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path);
}

describe.each(PAGES)("%s", (page) => {
  test("names only targets that the Makefile has", async () => {
    const help = (await shell("make help")).stdout;
    expect(makeTargets(page).filter((target) => !help.includes(`make ${target} `))).toEqual([]);
  });

  test("links only to what is there", () => {
    const base = new URL(page, `file://${ROOT}/`);
    expect(links(page).filter((path) => !existsSync(new URL(path, base)))).toEqual([]);
  });
});

describe("the commands of the pages", () => {
  const lines = PAGES.flatMap(commands).filter((line) => !line.startsWith("make "));
  beforeAll(() => shell("make build"), 180_000);

  test("are found at all", () => expect(lines.length).toBeGreaterThan(1));
  test.each(lines)("%s", { timeout: 120_000 }, async (line) => {
    await expect(shell(line)).resolves.toBeDefined();
  });
});
