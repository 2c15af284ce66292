// Holds what PlatformIO makes of platformio.ini to what the environments must be:
//   node .ci/project-config.mjs <pio> <environment...>
//   node .ci/project-config.mjs --platform     prints the pinned platform
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const PINNED = /^[\w./-]+@\d+\.\d+\.\d+$/;

const [first, ...wanted] = process.argv.slice(2);
if (first === "--platform") {
  process.stdout.write(/^platform = (\S+)$/m.exec(readFileSync("platformio.ini", "utf8"))[1]);
  process.exit();
}

const sections = JSON.parse(
  execFileSync(first, ["project", "config", "--json-output"], { encoding: "utf8" }),
);
const faults = [];
const environments = new Map(
  sections
    .filter(([name]) => name.startsWith("env:"))
    .map(([name, options]) => [name.slice(4), Object.fromEntries(options)]),
);
for (const name of wanted) if (!environments.has(name)) faults.push(`no environment ${name}`);
for (const name of environments.keys())
  if (!wanted.includes(name)) faults.push(`environment ${name} is not built here`);
for (const [name, options] of environments) {
  const expect = (what, holds) => holds || faults.push(`${name}: ${what}`);
  expect("platform is not pinned to a release", PINNED.test(options.platform ?? ""));
  expect(
    "a library is not pinned to a release",
    (options.lib_deps ?? []).every((library) => PINNED.test(library)),
  );
  expect("no library", (options.lib_deps ?? []).length > 0);
  expect("the file system is not LittleFS", options["board_build.filesystem"] === "littlefs");
  expect("no linker script", /^eagle\.flash\..+\.ld$/.test(options["board_build.ldscript"] ?? ""));
  expect("no version from git", String(options.extra_scripts).includes("version.py"));
}
process.stdout.write(faults.map((fault) => `${fault}\n`).join(""));
process.exitCode = faults.length > 0 ? 1 : 0;
