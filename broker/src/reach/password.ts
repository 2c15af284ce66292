import { readFile } from "node:fs/promises";
import { ReachError } from "./error.ts";
import { Secret } from "./secret.ts";

export const PASSWORD_VARIABLE = "HOMESYNC_MQTT_PASSWORD";

const MAX_PASSWORD_BYTES = 65_535; // MQTT 3.1.1, 3.1.3.5

/**
 * The broker's password from a file, or else from the environment; never from the command line, which other users of
 * the machine can read. A line end at the end of the file is not part of it.
 * @throws ReachError when the file cannot be read, or holds nothing or too much
 */
export async function readPassword(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Secret | undefined> {
  const value = file === undefined ? environment[PASSWORD_VARIABLE] : await readPasswordFile(file);
  if (value === undefined || (file === undefined && value === "")) return undefined;
  if (value === "" || Buffer.byteLength(value) > MAX_PASSWORD_BYTES) {
    throw new ReachError("the password must have 1 to 65535 bytes");
  }
  return new Secret(value);
}

async function readPasswordFile(file: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    throw new ReachError(`--password-file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
