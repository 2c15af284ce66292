import { main } from "./program.ts";

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  // npm runs scripts in the repository's root, wherever it was called.
  folder: process.env["INIT_CWD"] ?? process.cwd(),
});
