import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** Workspaces that are published, in the order of their imports. */
export const PACKAGES = ["protocol", "broker", "simulator", "bridge"] as const;

/** Newer releases of Node that the packages must run on, besides the one that runs the tests. */
const NEWER_NODES = ["22", "24"] as const;

/** A program for each release of Node, by the name of the release. */
export type Nodes = ReadonlyMap<string, string>;

/** An empty project outside the repository, into which the packages were installed from their tarballs. */
export class PackedProject {
  readonly folder: string;
  readonly nodes: Nodes;

  private constructor(folder: string, nodes: Nodes) {
    this.folder = folder;
    this.nodes = nodes;
  }

  /** Packs the built packages and installs them; a dependency that does not run on this Node is an error. */
  static async create(): Promise<PackedProject> {
    const folder = await mkdtemp(join(tmpdir(), "homesync-packed-"));
    const workspaces = PACKAGES.flatMap((name) => ["--workspace", name]);
    const packed = await run("npm", ["pack", "--json", "--pack-destination", folder, ...workspaces], {
      cwd: ROOT,
    });
    const tarballs = (JSON.parse(packed.stdout) as { filename: string }[]).map(
      ({ filename }) => `./${filename}`,
    );
    await writeFile(
      join(folder, "package.json"),
      JSON.stringify({ name: "empty", private: true, type: "module" }),
    );
    // The package that holds the program alone; the one named `node` would have to run a script to fetch it.
    const newer = NEWER_NODES.map((version) => `node${version}@npm:node-${platform()}-${arch()}@${version}`);
    const { devDependencies } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
      readonly devDependencies: { readonly vitest: string };
    };
    const flags = ["--no-audit", "--no-fund", "--engine-strict", "--ignore-scripts"];
    await run("npm", ["install", ...flags, ...tarballs, ...newer, `vitest@${devDependencies.vitest}`], {
      cwd: folder,
    });
    const nodes = NEWER_NODES.map(
      (version) => [version, join(folder, `node_modules/node${version}/bin/node`)] as const,
    );
    return new PackedProject(folder, new Map([["this", process.execPath], ...nodes]));
  }

  /** Runs a program of the project, or a file in it, with one of the releases of Node. @returns what it printed */
  async run(node: string, ...args: readonly string[]): Promise<string> {
    const { stdout } = await run(this.nodes.get(node) ?? "", [...args], {
      cwd: this.folder,
      timeout: 60_000,
    });
    return stdout;
  }

  /** Copies an example of the repository into the project. */
  async copyExample(name: string): Promise<void> {
    await cp(join(ROOT, "examples", name), join(this.folder, name), { recursive: true });
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
