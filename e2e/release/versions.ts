import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGES } from "../packages/packed-project.ts";
import { latestRelease } from "./changelog.ts";

const LIBRARIES = ["core", "provisioning", "simulated"].map((name) => `firmware/lib/${name}/library.json`);
const MANIFESTS = ["package.json", ...PACKAGES.map((name) => `${name}/package.json`)];
const LOCK = "package-lock.json";
const OWN = "@homesync/";

interface Manifest {
  version: string;
  dependencies?: Record<string, string>;
}
interface Lock extends Manifest {
  readonly packages: Readonly<Record<string, Manifest>>;
}

/** One place that names the version. */
interface Mention {
  readonly where: string;
  readonly version: string;
}

const read = <Form>(root: string, path: string): Form => JSON.parse(readFileSync(join(root, path), "utf8"));

/** The version of the packages, which is the firmware's before its first tag (firmware/platformio/version.py). */
export const versionOf = (root: string): string => read<Manifest>(root, "package.json").version;

/**
 * Every place that names another version than the root's package.json does.
 * @param tag the git tag of a release, as `v1.2.3`: then the changelog must have that release, too
 */
export function disagreements(root: string, tag?: string): string[] {
  const version = versionOf(root);
  const released = latestRelease(readFileSync(join(root, "CHANGELOG.md"), "utf8"));
  const mentions = [
    ...[...MANIFESTS, ...LIBRARIES].flatMap((path) => mentionsIn(path, read<Manifest>(root, path))),
    ...lockMentions(read<Lock>(root, LOCK)),
    // Until the first one is cut the changelog has none.
    ...(released === undefined && tag === undefined
      ? []
      : [{ where: "the latest release of CHANGELOG.md", version: released ?? "none" }]),
    ...(tag === undefined ? [] : [{ where: `the tag ${tag}`, version: tag.replace(/^v/, "") }]),
  ];
  return mentions
    .filter((mention) => mention.version !== version)
    .map(({ where, version: other }) => `${where}: ${other}, and package.json says ${version}`);
}

/** Writes a version to every place that names one. */
export function writeVersion(root: string, version: string): void {
  for (const path of [...MANIFESTS, ...LIBRARIES]) {
    const text = readFileSync(join(root, path), "utf8");
    const changed = text
      .replace(/^( {2}"version": )"[^"]*"/m, `$1"${version}"`)
      .replace(new RegExp(`^( +"${OWN}[a-z]+": )"[^"]*"`, "gm"), `$1"${version}"`);
    writeFileSync(join(root, path), changed);
  }
  const lock = read<Lock>(root, LOCK);
  lock.version = version;
  for (const name of ["", ...PACKAGES]) {
    const entry = lock.packages[name];
    if (entry === undefined) continue;
    entry.version = version;
    for (const dependency of ownDependencies(entry)) {
      if (entry.dependencies) entry.dependencies[dependency] = version;
    }
  }
  writeFileSync(join(root, LOCK), `${JSON.stringify(lock, undefined, 2)}\n`);
}

const ownDependencies = ({ dependencies = {} }: Manifest): string[] =>
  Object.keys(dependencies).filter((name) => name.startsWith(OWN));

const mentionsIn = (where: string, manifest: Manifest): Mention[] => [
  { where, version: manifest.version },
  ...ownDependencies(manifest).map((name) => ({
    where: `${name} in ${where}`,
    version: manifest.dependencies?.[name] ?? "",
  })),
];

const lockMentions = (lock: Lock): Mention[] => [
  { where: LOCK, version: lock.version },
  ...["", ...PACKAGES].flatMap((name) =>
    mentionsIn(`"${name}" in ${LOCK}`, lock.packages[name] ?? { version: "missing" }),
  ),
];
