import { readFileSync } from "node:fs";
import { aclCommandLine } from "./acl-command-line.ts";

const manifest = new URL("../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };

process.exitCode = await aclCommandLine(
  process.argv.slice(2),
  { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) },
  version,
);
