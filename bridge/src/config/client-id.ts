import { randomBytes } from "node:crypto";
import { readOrCreate } from "./private-file.ts";
import { StartError } from "./start-error.ts";

/**
 * The MQTT client id of this instance, made once: with `clean=false` a new one at every start would leave a session on
 * the broker each time (design: client id). At most 23 characters, which every broker must accept [MQTT-3.1.3-5].
 * @throws StartError when the file cannot be used
 */
export async function stableClientId(file: string): Promise<string> {
  const make = (): string => `hs-bridge-${randomBytes(6).toString("hex")}`;
  const id = (await readOrCreate(file, make)).trim();
  if (!/^hs-bridge-[0-9a-f]{12}$/.test(id)) {
    throw new StartError(`${file} is damaged: remove it, and the bridge makes a new client id`);
  }
  return id;
}
