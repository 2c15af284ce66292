import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Libraries that a board's image is made of. */
const LIBRARIES = ["core", "provisioning"];
const SOURCES = ["firmware/lib", "firmware/test/lx106/Makefile", "protocol/generated/cpp"];
const OBJECTS = "firmware/build/lx106/lib";

/** Objects of the libraries, by their path below the build. */
function objectsIn(root: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const library of LIBRARIES) {
    const folder = join(library, "src");
    for (const name of readdirSync(join(root, OBJECTS, folder))) {
      const path = join(folder, name);
      if (name.endsWith(".o")) found.set(path, readFileSync(join(root, OBJECTS, path)));
    }
  }
  return found;
}

/**
 * Compiles core and provisioning once more, in another folder and at another time.
 * @param root the repository, built already
 * @returns how many objects there are, and those that came out with other bytes
 */
export function buildElsewhere(root: string): {
  readonly count: number;
  readonly different: readonly string[];
} {
  const elsewhere = mkdtempSync(join(tmpdir(), "homesync-elsewhere-"));
  try {
    for (const path of SOURCES) cpSync(join(root, path), join(elsewhere, path), { recursive: true });
    execFileSync("make", ["-C", "firmware", "-f", "test/lx106/Makefile", "firmware-objects"], {
      cwd: elsewhere,
    });
    const [here, there] = [objectsIn(root), objectsIn(elsewhere)];
    const different = [...here].filter(([path, bytes]) => there.get(path)?.equals(bytes) !== true);
    return { count: there.size, different: different.map(([path]) => path) };
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
}
