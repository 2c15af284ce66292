import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  makeUpdateKeys,
  publicPoint,
  readPrivateKey,
  readPublicKey,
  UpdateKeyError,
  writeKey,
} from "@homesync/protocol/signing";
import { create, explained, read } from "./files.ts";
import { ToolError } from "./tool-error.ts";

const PRIVATE_FILE = "update-private.pem";
const PUBLIC_FILE = "update-public.pem";

const OWNER_ONLY = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const EVERYONE_READS = 0o644;

type Key = ReturnType<typeof readPublicKey>;

/** Makes a pair of keys in a folder; answers their paths. Never writes over a key. */
export async function makeKeyFiles(folder: string): Promise<{ privateFile: string; publicFile: string }> {
  const privateFile = join(folder, PRIVATE_FILE);
  const publicFile = join(folder, PUBLIC_FILE);
  await explained(folder, () => mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER }));
  // Both, before the first is written: a lone key would look like a pair with what lies there.
  for (const path of [privateFile, publicFile]) {
    if (existsSync(path)) throw new ToolError(`${path} is there already, and a key is never written over`);
  }
  const { privateKey, publicKey } = makeUpdateKeys();
  await create(privateFile, writeKey(privateKey), OWNER_ONLY);
  await create(publicFile, writeKey(publicKey), EVERYONE_READS);
  return { privateFile, publicFile };
}

export const privateKeyIn = (path: string): Promise<Key> => keyIn(path, readPrivateKey);
export const publicKeyIn = (path: string): Promise<Key> => keyIn(path, readPublicKey);

/** The line of `firmware/secrets.ini` that builds the key into the board's firmware. */
export function buildFlag(publicKey: Key): string {
  return `-D HOMESYNC_UPDATE_KEY='"${Buffer.from(publicPoint(publicKey)).toString("hex")}"'`;
}

async function keyIn(path: string, parse: (pem: string) => Key): Promise<Key> {
  const pem = (await read(path)).toString("utf8");
  try {
    return parse(pem);
  } catch (error) {
    if (error instanceof UpdateKeyError) throw new ToolError(`${path}: ${error.message}`);
    throw error;
  }
}
