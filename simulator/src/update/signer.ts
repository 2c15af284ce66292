import type { KeyObject } from "node:crypto";
import { makeUpdateKeys, writeKey } from "@homesync/protocol/signing";

/** The key pair of a run: its nodes trust the public half. */
export interface UpdateSigner {
  readonly privateKey: KeyObject;
  /** PEM. */
  readonly publicKey: string;
}

/** A key pair that lives as long as the run. */
export function makeUpdateSigner(): UpdateSigner {
  const { privateKey, publicKey } = makeUpdateKeys();
  return { privateKey, publicKey: writeKey(publicKey) };
}
