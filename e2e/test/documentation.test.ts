import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** Every page for people: of the root, of the packages, and the guides. */
const PAGES = [".", "protocol", "broker", "simulator", "bridge", "firmware", "e2e", "bench", "docs"].flatMap(
  (folder) =>
    readdirSync(`${ROOT}/${folder}`)
      .filter((name) => name.endsWith(".md") && name !== "CHANGELOG.md")
      .map((name) => (folder === "." ? name : `${folder}/${name}`)),
);

const run = promisify(execFile);
const shell = (line: string) => run("sh", ["-c", line], { cwd: ROOT, timeout: 120_000 });

/** The fenced blocks of a page in one language. */
function blocks(page: string, language: string): string[] {
  const text = readFileSync(`${ROOT}/${page}`, "utf8");
  const fences = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms");
  return [...text.matchAll(fences)].map(([, block = ""]) => block.trim());
}

/**
 * What a reader is asked to type. Blocks that open with ```sh run here; what needs a board or an account elsewhere is
 * marked, ```sh board, ```sh cloud or ```sh server.
 */
const commands = (page: string): string[] => blocks(page, "sh").flatMap((block) => block.split("\n"));

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
  test("are found at all", () => expect(lines.length).toBeGreaterThan(1));
  test.each(lines)("%s", { timeout: 120_000 }, async (line) => {
    await expect(shell(line)).resolves.toBeDefined();
  });
});

describe("the examples of the pages", () => {
  const examples = PAGES.flatMap((page) => blocks(page, "ts").map((code) => ({ page, code })));

  test("are found at all", () => expect(examples.length).toBeGreaterThan(0));
  test.each(examples)("run: $page", { timeout: 60_000 }, async ({ code }) => {
    const file = `${ROOT}/build/documented-example.ts`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
    const { stdout } = await shell(`node --conditions=@homesync/source --import tsx ${file}`);
    expect(stdout).not.toBe("");
  });
});
