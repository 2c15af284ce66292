import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SCENARIOS } from "./scenarios.ts";
import { titlesOfCpp, titlesOfTypeScript } from "./titles.ts";

/** Where tests are. */
const FOLDERS = ["protocol/test", "firmware/test", "broker/test", "simulator/test", "bridge/test", "e2e"];
const SKIPPED = new Set(["node_modules", "build", "dist", "requirements"]);

/** A test that is named for a scenario. */
export interface NamedTest {
  /** Path from the root of the repository. */
  readonly file: string;
  /** What it shows: the title after the scenario's name. */
  readonly shows: string;
}

export interface Collection {
  /** By `REQ-005 Command retry`. */
  readonly tests: ReadonlyMap<string, readonly NamedTest[]>;
  /** Titles of the form of a scenario's that name none, with their files. */
  readonly unknown: readonly string[];
}

/** Every scenario, as titles begin: `REQ-005 Command retry`. */
const SCENARIO_NAMES: readonly string[] = Object.entries(SCENARIOS).flatMap(([requirement, names]) =>
  names.map((name) => `${requirement} ${name}`),
);

/** Sorts titles by the scenario that they are named for. Other titles are nobody's. */
export function collect(titles: readonly { readonly file: string; readonly title: string }[]): Collection {
  const tests = new Map<string, NamedTest[]>(SCENARIO_NAMES.map((name) => [name, []]));
  const unknown: string[] = [];
  for (const { file, title } of titles) {
    const [, name = "", shows = ""] = /^(REQ-\d{3} [^:]+): *(.+)$/s.exec(title) ?? [];
    if (name === "") continue;
    const known = tests.get(name);
    if (known === undefined) unknown.push(`${file}: ${title}`);
    else known.push({ file, shows });
  }
  return { tests, unknown };
}

/** The titles of every test below the root of the repository, in the order of their files. */
export function titlesBelow(root: string): readonly { readonly file: string; readonly title: string }[] {
  return FOLDERS.flatMap((folder) => filesBelow(root, folder)).flatMap((file) => {
    const source = readFileSync(join(root, file), "utf8");
    const titles = file.endsWith(".cpp") ? titlesOfCpp(source) : titlesOfTypeScript(file, source);
    return titles.map((title) => ({ file, title }));
  });
}

function filesBelow(root: string, folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(root, path);
      return /\.(ts|tsx|cpp)$/.test(entry.name) ? [path] : [];
    });
}
