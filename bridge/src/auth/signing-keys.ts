import { randomBytes } from "node:crypto";
import { rename, stat, unlink, writeFile } from "node:fs/promises";
import { readOrCreate } from "../config/private-file.ts";
import { StartError } from "../config/start-error.ts";

/** HS256 wants a key as long as its hash (RFC 7518, 3.2). */
const KEY_BYTES = 32;
/** Keys that a file holds at most; the oldest goes first. */
const MAX_KEYS = 5;

/** The keys that sign tokens. Only the current one signs; the others still verify, so that keys can rotate. */
export interface SigningKeys {
  /** kid of the key that signs. */
  readonly current: string;
  readonly byId: ReadonlyMap<string, Uint8Array>;
}

interface KeyFile {
  readonly format: 1;
  readonly current: string;
  /** base64url, by kid */
  readonly keys: Readonly<Record<string, string>>;
}

/**
 * The keys in a file, which is made with a random key when it is missing.
 * @throws StartError when the file is damaged, or others of this machine can read it
 */
export async function loadSigningKeys(file: string): Promise<SigningKeys> {
  const text = await readOrCreate(file, newKeyFile);
  const { mode } = await stat(file);
  // Windows has no such bits: what Node shows of them there is always open.
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new StartError(
      `${file} can be read by other users, who could make tokens: run chmod 600 on it,\nor remove it if they may have (all tokens then become invalid)`,
    );
  }
  const keys = parseKeyFile(text);
  if (keys === undefined) {
    throw new StartError(
      `${file} is damaged: restore it, or remove it and issue new tokens (all old ones become invalid)`,
    );
  }
  return keys;
}

/**
 * Puts a new key into the file, which signs from now on. Tokens of the keys before stay valid until they expire,
 * unless `revoke` drops those keys: their tokens are then refused.
 * @returns the keys as they are now
 * @throws StartError when the file cannot be read or replaced
 */
export async function rotateSigningKeys(file: string, revoke: boolean): Promise<SigningKeys> {
  const before = await loadSigningKeys(file);
  const kept = revoke ? [] : [...before.byId].slice(-(MAX_KEYS - 1));
  const kid = newKid();
  const byId = new Map([...kept, [kid, randomBytes(KEY_BYTES)] as const]);
  const draft = `${file}.${newKid()}`;
  try {
    await writeFile(draft, keyFileText({ current: kid, byId }), { mode: 0o600, flag: "wx" });
    await rename(draft, file);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `${file} cannot be replaced (${code}): check the directory's owner and disk space`,
      undefined,
      error,
    );
  }
  return { current: kid, byId };
}

const newKid = (): string => randomBytes(6).toString("hex");

function newKeyFile(): string {
  const kid = newKid();
  return keyFileText({ current: kid, byId: new Map([[kid, randomBytes(KEY_BYTES)]]) });
}

function keyFileText({ current, byId }: SigningKeys): string {
  const keys = Object.fromEntries(
    [...byId].map(([kid, key]) => [kid, Buffer.from(key).toString("base64url")]),
  );
  const file: KeyFile = { format: 1, current, keys };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function parseKeyFile(text: string): SigningKeys | undefined {
  let file: Partial<KeyFile> | null;
  try {
    file = JSON.parse(text) as Partial<KeyFile> | null;
  } catch {
    return undefined;
  }
  if (file?.format !== 1 || typeof file.current !== "string" || typeof file.keys !== "object")
    return undefined;
  const byId = new Map<string, Uint8Array>();
  for (const [kid, encoded] of Object.entries(file.keys ?? {})) {
    const key = Buffer.from(String(encoded), "base64url");
    if (key.length < KEY_BYTES) return undefined;
    byId.set(kid, key);
  }
  return byId.has(file.current) ? { current: file.current, byId } : undefined;
}
