import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** Node's name of the curve P-256. */
const CURVE = "prime256v1";

/** A key that cannot sign or verify updates; the message says what it should be. */
export class UpdateKeyError extends Error {
  override readonly name = "UpdateKeyError";
}

/** A new pair of keys for updates: ECDSA on P-256. */
export function makeUpdateKeys(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: CURVE });
}

/**
 * The key that updates are signed with, from PEM.
 * @throws UpdateKeyError
 */
export function readPrivateKey(pem: string): KeyObject {
  if (!pem.includes("PRIVATE KEY-----")) {
    throw new UpdateKeyError("no private key: it begins with -----BEGIN PRIVATE KEY-----");
  }
  return onCurve(parse(() => createPrivateKey(pem)));
}

/**
 * The key that updates are verified with, from PEM. A private key is refused, so that it is not spread by mistake.
 * @throws UpdateKeyError
 */
export function readPublicKey(pem: string): KeyObject {
  if (pem.includes("PRIVATE KEY-----")) {
    throw new UpdateKeyError("this is a private key, which only signs: give the public one beside it");
  }
  return onCurve(parse(() => createPublicKey(pem)));
}

export function publicKeyOf(privateKey: KeyObject): KeyObject {
  return createPublicKey(privateKey);
}

/** PEM: PKCS #8 of a private key, SubjectPublicKeyInfo of a public one. */
export function writeKey(key: KeyObject): string {
  return key.export({ format: "pem", type: key.type === "private" ? "pkcs8" : "spki" }).toString();
}

/** The public key as firmware holds it: the point, uncompressed (SEC 1, 2.3.3): 4, x, y; 65 bytes. */
export function publicPoint(key: KeyObject): Uint8Array {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  return Buffer.concat([Uint8Array.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
}

function parse(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch {
    // What the library says names its own functions, and may hold a part of the key.
    throw new UpdateKeyError("no key in PEM, or one with a passphrase: make one with the signing tool");
  }
}

function onCurve(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === CURVE) return key;
  throw new UpdateKeyError("updates are signed with ECDSA on the curve P-256: this key is another kind");
}
