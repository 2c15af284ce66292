import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ToolError } from "../../firmware/signing/tool-error.ts";
import { cutRelease, notesOf } from "./changelog.ts";
import { releaseFirmware } from "./firmware.ts";
import { disagreements, versionOf, writeVersion } from "./versions.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CHANGELOG = join(ROOT, "CHANGELOG.md");

const HELP = `What a release is made of (docs/releasing.md):

  check [--tag vX.Y.Z]     whether packages, lock, firmware's libraries, changelog and tag name one version
  cut X.Y.Z                makes what is unreleased in the changelog that version, and writes it everywhere
  notes                    prints what the changelog says of this version
  firmware FOLDER --key PRIVATE_KEY --public-key PUBLIC_KEY --out FOLDER
                           copies the images of a folder, each named for its target, with signed manifests
`;

const OPTIONS = {
  tag: { type: "string" },
  key: { type: "string" },
  "public-key": { type: "string" },
  out: { type: "string" },
} as const;

/** @returns the exit status */
async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [command, subject = ""] = positionals;
  const { tag, key, "public-key": publicKey, out } = values;
  switch (command) {
    case "check": {
      const faults = disagreements(ROOT, tag);
      for (const fault of faults) process.stderr.write(`${fault}\n`);
      if (faults.length === 0) process.stdout.write(`version ${versionOf(ROOT)}, everywhere the same\n`);
      return faults.length === 0 ? 0 : 1;
    }
    case "cut": {
      if (!/^\d+\.\d+\.\d+$/.test(subject)) throw new RangeError(`"${subject}" is no version: give X.Y.Z`);
      const day = new Date().toISOString().slice(0, 10);
      const changelog = cutRelease(readFileSync(CHANGELOG, "utf8"), subject, day);
      writeVersion(ROOT, subject);
      writeFileSync(CHANGELOG, changelog);
      process.stdout.write(
        `version ${subject}: look at the diff, commit it, and tag the commit v${subject}\n`,
      );
      return 0;
    }
    case "notes":
      process.stdout.write(notesOf(readFileSync(CHANGELOG, "utf8"), versionOf(ROOT)));
      return 0;
    case "firmware": {
      if (key === undefined || publicKey === undefined || out === undefined) {
        throw new RangeError(
          "firmware needs --key, --public-key and --out (make release: UPDATE_KEY, UPDATE_PUBLIC_KEY)",
        );
      }
      const version = versionOf(ROOT);
      const names = await releaseFirmware({ images: subject, version, privateKey: key, publicKey, out });
      process.stdout.write(`${names.join("\n")}\n`);
      return 0;
    }
    default:
      process.stderr.write(HELP);
      return 2;
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RangeError || error instanceof ToolError || error instanceof TypeError)) throw error;
  process.stderr.write(`release: ${error.message}\n`);
  process.exitCode = 2;
}
