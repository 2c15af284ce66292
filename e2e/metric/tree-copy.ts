import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCOPE = "@homesync";
const WORKSPACES = ["protocol", "broker", "simulator", "bridge"] as const;
const SOURCES = [...WORKSPACES, "firmware", "e2e/metric", "docs", "package.json"];
/** What was built or installed: the copy makes its own, and uses the same packages. */
const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", "build", "dist", "test"]);

const run = promisify(execFile);

/** The sources of the project in a folder of their own, to be changed by a test; the installed packages are shared. */
export class TreeCopy {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<TreeCopy> {
    const copy = new TreeCopy(await mkdtemp(join(tmpdir(), "homesync-tree-")));
    await Promise.all(SOURCES.map((path) => copy.#copySource(path)));
    await copy.#sharePackages();
    return copy;
  }

  async #copySource(path: string): Promise<void> {
    await cp(join(ROOT, path), join(this.folder, path), {
      recursive: true,
      filter: (source) => !LEFT_OUT.has(basename(source)),
    });
  }

  /** Links to every installed package, but to the copy's own workspaces instead of the repository's. */
  async #sharePackages(): Promise<void> {
    const modules = join(this.folder, "node_modules");
    await mkdir(join(modules, SCOPE), { recursive: true });
    const installed = await readdir(join(ROOT, "node_modules"));
    await Promise.all([
      ...installed
        .filter((name) => name !== SCOPE)
        .map((name) => symlink(join(ROOT, "node_modules", name), join(modules, name))),
      ...WORKSPACES.map((name) => symlink(join(this.folder, name), join(modules, SCOPE, name))),
      // Those of one workspace alone, where npm puts any there.
      ...WORKSPACES.map((name) => join(name, "node_modules"))
        .filter((path) => existsSync(join(ROOT, path)))
        .map((path) => symlink(join(ROOT, path), join(this.folder, path))),
    ]);
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), "utf8");
  }

  /** Replaces the one place where a file says `old`. */
  async edit(path: string, old: string, replacement: string): Promise<void> {
    const parts = (await this.read(path)).split(old);
    if (parts.length !== 2) throw new Error(`${path} says ${parts.length - 1} times: ${old}`);
    await writeFile(join(this.folder, path), parts.join(replacement));
  }

  /** Runs a TypeScript program of the copy from its sources. @returns what it printed */
  async run(program: string, ...args: readonly string[]): Promise<string> {
    const loader = ["--conditions=@homesync/source", "--import", "tsx"];
    const { stdout } = await run(process.execPath, [...loader, program, ...args], {
      cwd: this.folder,
      timeout: 120_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
