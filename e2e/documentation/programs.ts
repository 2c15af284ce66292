import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Where programs are looked for; Debian keeps servers where an ordinary user's PATH does not lead. */
export const PATH = `${process.env["PATH"] ?? ""}${delimiter}/usr/sbin`;

/** Whether this machine has a program: what pages print with it is tried as it stands, where it can be. */
export const hasProgram = (name: string): boolean =>
  PATH.split(delimiter).some((folder) => existsSync(join(folder, name)));
