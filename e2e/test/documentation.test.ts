import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { PAGES as ALL_PAGES, anchorsOf, blocksOf, linksOf, ROOT, readPage } from "../documentation/pages.ts";

/** Every page for people but the one that tells of the past. */
const PAGES = ALL_PAGES.filter((page) => page !== "CHANGELOG.md");

const run = promisify(execFile);
const shell = (line: string) => run("sh", ["-c", line], { cwd: ROOT, timeout: 120_000 });

/** The lines of a block that are commands: those that end in a backslash go on, and a comment is none. */
const linesOf = (block: string): string[] =>
  block
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

/**
 * What a reader is asked to type. Blocks that open with ```sh run here, each line by itself; ```sh session is one terminal
 * (sessions.test.ts). What needs a board or an account elsewhere is marked, ```sh board, ```sh cloud or ```sh server.
 */
const commands = (page: string): string[] => blocksOf(page, "sh").flatMap(linesOf);

/** A block ```text straight below a command: what the command prints, or some lines of it. */
const outputs = PAGES.flatMap((page) =>
  [...readPage(page).matchAll(/^```sh\n([^\n]+)\n```\n+```text\n(.*?)^```$/gms)].map(
    ([, command = "", text = ""]) => ({ page, command, lines: text.trimEnd().split("\n") }),
  ),
);

/** The targets of `make` that a page names, in a block or in a sentence. */
function makeTargets(page: string): string[] {
  return [
    ...new Set(
      [...readPage(page).matchAll(/(?:^|`)make ([a-z][a-z0-9-]*)/gm)].map(([, target = ""]) => target),
    ),
  ];
}

describe.each(ALL_PAGES)("%s", (page) => {
  test("names only targets that the Makefile has", async () => {
    const help = (await shell("make help")).stdout;
    expect(makeTargets(page).filter((target) => !help.includes(`make ${target} `))).toEqual([]);
  });

  test("links only to what is there, headings included", () => {
    const isDead = ({ path, anchor }: ReturnType<typeof linksOf>[number]): boolean =>
      !existsSync(ROOT + path) ||
      (anchor !== undefined && path.endsWith(".md") && !anchorsOf(path).has(anchor));
    expect(
      linksOf(page)
        .filter(isDead)
        .map(({ target }) => target),
    ).toEqual([]);
  });
});

describe("the index of the guides", () => {
  const INDEX = "docs/README.md";
  const listed = new Set(linksOf(INDEX).map(({ path }) => path));

  test("leads to every page of docs", () => {
    const guides = PAGES.filter((page) => page.startsWith("docs/") && page !== INDEX);
    expect(guides.length).toBeGreaterThan(20);
    expect(guides.filter((page) => !listed.has(page))).toEqual([]);
  });

  test("leads to every page about a package, and is led to from the first one", () => {
    const others = PAGES.filter((page) => page.endsWith("/README.md") && page !== INDEX);
    expect(others.filter((page) => !listed.has(page))).toEqual([]);
    expect(linksOf("README.md").map(({ path }) => path)).toContain(INDEX);
  });
});

describe("the map of a package", () => {
  test.each(["protocol", "broker", "simulator", "bridge"])("%s tells what each folder is", (name) => {
    const folders = readdirSync(`${ROOT}${name}/src`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `src/${entry.name}/`);
    expect(folders.length).toBeGreaterThan(0);
    expect(folders.filter((folder) => !readPage(`${name}/README.md`).includes(`\`${folder}\``))).toEqual([]);
  });
});

describe("the commands of the pages", () => {
  const lines = PAGES.flatMap(commands).filter((line) => !line.startsWith("make "));
  test("are found at all", () => expect(lines.length).toBeGreaterThan(1));
  test.each(lines)("%s", { timeout: 120_000 }, async (line) => {
    await expect(shell(line)).resolves.toBeDefined();
  });

  test("some tell what they print", () => expect(outputs.length).toBeGreaterThan(0));
  test.each(outputs)(
    "print what $page says: $command",
    { timeout: 120_000 },
    async ({ command, lines: told }) => {
      const { stdout } = await shell(command);
      const printed = stdout.split("\n").map((line) => line.trimEnd());
      expect(told.filter((line) => !printed.includes(line))).toEqual([]);
    },
  );
});

describe("the examples of the pages", () => {
  const examples = PAGES.flatMap((page) => blocksOf(page, "ts").map((code) => ({ page, code })));

  test("are found at all", () => expect(examples.length).toBeGreaterThan(0));
  test.each(examples)("run: $page", { timeout: 60_000 }, async ({ code }) => {
    const file = `${ROOT}build/documented-example.ts`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
    const { stdout } = await shell(`node --conditions=@homesync/source --import tsx ${file}`);
    expect(stdout).not.toBe("");
  });
});
