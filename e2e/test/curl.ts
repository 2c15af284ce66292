import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether this machine has curl: what pages and demo print with it is tried as it stands, where it can be. */
export const HAS_CURL = (process.env["PATH"] ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "curl")));
