import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  makeUpdateKeys,
  publicKeyOf,
  readPrivateKey,
  readPublicKey,
  UpdateKeyError,
  writeKey,
} from "@homesync/protocol/signing";

/** A key pair for updates, whose public half nodes trust. */
export interface UpdateSigner {
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly publicKey: string;
}

/** A key file is of no use; the message names it and says what it should be. */
export class KeyFileError extends Error {
  override readonly name = "KeyFileError";
}

/** A key pair that lives as long as the run. */
export function makeUpdateSigner(): UpdateSigner {
  const { privateKey, publicKey } = makeUpdateKeys();
  return { privateKey, publicKey: writeKey(publicKey) };
}

/** The key pair of a private key in a file, as the signing tool writes it. @throws KeyFileError */
export async function readUpdateSigner(file: string): Promise<UpdateSigner> {
  const privateKey = await readKey(file, readPrivateKey);
  return { privateKey, publicKey: writeKey(publicKeyOf(privateKey)) };
}

/** The public key in a file, PEM. @throws KeyFileError */
export const readUpdateKey = async (file: string): Promise<string> =>
  writeKey(await readKey(file, readPublicKey));

async function readKey(file: string, read: (pem: string) => KeyObject): Promise<KeyObject> {
  try {
    return read(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof UpdateKeyError) throw new KeyFileError(`${file}: ${error.message}`);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new KeyFileError(`${file} cannot be read (${code ?? message})`);
  }
}
