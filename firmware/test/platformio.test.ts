import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}/${path}`, "utf8");

/** The options of each section; a list has one line an entry. */
function sections(ini: string): Map<string, Map<string, string[]>> {
  const found = new Map<string, Map<string, string[]>>();
  let options = new Map<string, string[]>();
  let values: string[] = [];
  for (const line of ini.split("\n").map((text) => text.replace(/(^|\s);.*$/, "").trimEnd())) {
    const [, section] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, name, value] = /^(\w+) =(.*)$/.exec(line) ?? [];
    if (section !== undefined) {
      options = new Map();
      found.set(section, options);
    } else if (name !== undefined) {
      values = value?.trim() ? [value.trim()] : [];
      options.set(name, values);
    } else if (line.trim() !== "") {
      values.push(line.trim());
    }
  }
  return found;
}

const ini = sections(read("platformio.ini"));
const common = ini.get("env");
const environments = [...ini.keys()].filter((name) => name.startsWith("env:")).map((name) => name.slice(4));
const EXACT = /^[\w./-]+@\d+\.\d+\.\d+$/;

describe("platformio.ini", () => {
  test("has the boards, a debug variant and one for espota", () => {
    expect(environments).toEqual(["nodemcuv2", "d1_mini", "nodemcuv2_debug", "nodemcuv2_espota"]);
    expect(ini.get("env:nodemcuv2_espota")?.get("upload_protocol")).toEqual(["espota"]);
  });

  test("pins the platform and every library to one release", () => {
    expect(common?.get("platform")?.join()).toMatch(EXACT);
    const libraries = common?.get("lib_deps") ?? [];
    expect(libraries.length).toBeGreaterThan(0);
    for (const library of libraries) expect(library).toMatch(EXACT);
    for (const name of environments) {
      expect(ini.get(`env:${name}`)?.has("platform")).toBe(false);
      expect(ini.get(`env:${name}`)?.has("lib_deps")).toBe(false);
    }
  });

  test("holds no secret, and reads them from a file that git ignores", () => {
    for (const [name, values] of ini.get("secrets") ?? []) {
      if (/password|build_flags/.test(name)) expect(values).toEqual([]);
    }
    const file = ini.get("platformio")?.get("extra_configs")?.join() ?? "";
    expect(() => execFileSync("git", ["check-ignore", "-q", file], { cwd: ROOT })).not.toThrow();
    expect(sections(read("firmware/secrets.example.ini")).has("secrets")).toBe(true);
  });

  test("leaves the folders of the machine and the time out of an image", () => {
    const flags = common?.get("build_flags") ?? [];
    for (const folder of ["$PROJECT_DIR", "$PROJECT_CORE_DIR"]) {
      expect(flags.some((flag) => flag.startsWith(`-ffile-prefix-map=${folder}=`))).toBe(true);
    }
    expect(flags).toContain("-Werror=date-time");
  });

  test("takes the version from git", () => {
    expect(common?.get("extra_scripts")).toContain("pre:firmware/platformio/version.py");
  });
});

describe("every environment is built", () => {
  test("by .ci/board", () => {
    const [, list = ""] = /^environments=\((.*)\)$/m.exec(read(".ci/board")) ?? [];
    expect(list.split(" ")).toEqual(environments);
  });

  test("by the workflow, with the same PlatformIO", () => {
    const workflow = read(".github/workflows/ci.yml");
    const [, list = ""] = /^ +environment: \[(.*)\]$/m.exec(workflow) ?? [];
    // Without a password of its owner's the espota variant is not built: it is the first one with another upload.
    expect(list.split(", ")).toEqual(environments.filter((name) => name !== "nodemcuv2_espota"));
    const [, version = ""] = /^version=(.+)$/m.exec(read(".ci/board")) ?? [];
    expect(workflow).toContain(`platformio==${version}\n`);
    expect(read(".github/workflows/release.yml")).toContain(`platformio==${version}\n`);
  });
});
