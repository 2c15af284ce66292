import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PACKAGES, PackedProject } from "../packages/packed-project.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bin?: Readonly<Record<string, string>>;
}

const manifests = await Promise.all(
  PACKAGES.map(
    async (folder) => JSON.parse(await readFile(join(ROOT, folder, "package.json"), "utf8")) as Manifest,
  ),
);
/** What a user can import: not what is for this repository alone. */
const entries = manifests.flatMap(({ name, exports }) =>
  Object.entries(exports)
    .filter(([, conditions]) => "default" in conditions)
    .map(([path]) => name + path.slice(1)),
);
const programs = manifests.flatMap(({ name, bin = {} }) =>
  Object.entries(bin).map(([program, path]) => ({ program, file: `node_modules/${name}/${path}` })),
);

test.each(PACKAGES)("publint finds nothing wrong with %s", async (folder) => {
  const { messages, pkg } = await publint({ pkgDir: join(ROOT, folder), strict: true });
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toStrictEqual([]);
});

describe("the packed packages in an empty project", { timeout: 60_000 }, () => {
  let project: PackedProject;
  beforeAll(async () => {
    project = await PackedProject.create();
  }, 180_000);
  afterAll(() => project?.remove());

  describe.each(["this", "22", "24"])("on Node %s", (node) => {
    test("it is the release that it is said to be", async () => {
      const { version } = process;
      expect(await project.run(node, "--version")).toContain(node === "this" ? version : `v${node}.`);
    });

    test("everything that they export can be imported", async () => {
      // What is for tests can be imported by tests only: the example below does.
      const lines = entries
        .filter((entry) => !entry.endsWith("/testing"))
        .map((entry) => `if (Object.keys(await import("${entry}")).length === 0) throw "${entry}";`);
      await writeFile(join(project.folder, "imports.js"), lines.join("\n"));
      await expect(project.run(node, "imports.js")).resolves.toBe("");
    });

    test.each(programs)("$program answers --version and --help", async ({ program, file }) => {
      expect(await project.run(node, file, "--version")).toMatch(/^\d+[.]\d+[.]\d+\n$/);
      expect(await project.run(node, file, "--help")).toContain(program);
    });

    test("somebody's own backend is tested with the fixtures (examples/own-backend)", async () => {
      await project.copyExample("own-backend");
      const printed = await project.run(
        node,
        "node_modules/vitest/vitest.mjs",
        "run",
        "--root",
        "own-backend",
      );
      expect(printed).toMatch(/Tests .*1 passed/);
    });

    test("homesync-sim has its ready scenarios, its schema where the documentation says, and names", async () => {
      const sim = (...args: string[]) =>
        project.run(node, "node_modules/@homesync/simulator/bin/homesync-sim.js", ...args);
      const list = await sim("scenario", "list");
      const names = list
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0] ?? "");
      expect(names).toContain("smoke");
      expect(await sim("scenario", "validate", ...names)).toBe(
        names.map((name) => `${name}: valid\n`).join(""),
      );
      const page = await readFile(join(ROOT, "docs/scenarios.md"), "utf8");
      const place = /`# yaml-language-server: \$schema=(\.\/node_modules\/\S+)`/.exec(page)?.[1] ?? "";
      const schema = await readFile(join(project.folder, place), "utf8");
      expect(await sim("scenario", "schema")).toBe(schema);
      const [, first = ""] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? [];
      await writeFile(
        join(project.folder, "first.yaml"),
        `# yaml-language-server: $schema=${place}\n${first}`,
      );
      expect(await sim("scenario", "validate", "first.yaml")).toBe("first.yaml: valid\n");
      expect(await sim("fleet", "list", "smoke")).toMatch(/^sim-\w+-0001\/node-001 {2}\w.*: [a-z ]+\n/);
    });

    test("homesync-sim runs a fleet", async () => {
      const args = [
        "run",
        "--broker",
        "embedded",
        "--nodes",
        "3",
        "--interval",
        "1",
        "--duration",
        "2",
        "--json",
      ];
      const printed = await project.run(
        node,
        "node_modules/@homesync/simulator/bin/homesync-sim.js",
        ...args,
        "--quiet",
      );
      expect(JSON.parse(printed)).toMatchObject({ passed: true, fleet: { nodes: 3, endedInOrder: 3 } });
    });
  });
});

/** Licences that let anyone use, change and pass on what is built on them. */
const PERMISSIVE = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Zlib",
]);

interface Component {
  readonly name: string;
  readonly licenses?: readonly {
    readonly license?: { readonly id?: string };
    readonly expression?: string;
  }[];
}

test("every package that ships has a licence that allows it", { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    "npm",
    ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev"],
    {
      cwd: ROOT,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const { components } = JSON.parse(stdout) as { components: readonly Component[] };
  const refused = components.filter(
    ({ licenses = [] }) =>
      !licenses.some(({ license, expression }) => isPermissive(license?.id ?? expression ?? "")),
  );
  expect(refused.map(({ name, licenses }) => ({ name, licenses }))).toStrictEqual([]);
  expect(components.length).toBeGreaterThan(50);
});

/** SPDX: of `A OR B` one must do, of `A AND B` all. */
const isPermissive = (expression: string): boolean =>
  expression
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((id) => PERMISSIVE.has(id)));
