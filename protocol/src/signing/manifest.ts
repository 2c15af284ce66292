import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { type OtaManifest, otaSignedBytes } from "../payloads/ota-manifest.ts";

/** The manifest of an image, not signed yet. */
export function describeImage(
  image: Uint8Array,
  what: { readonly target: string; readonly version: string; readonly allowDowngrade?: boolean },
): OtaManifest {
  return {
    target: what.target,
    version: what.version,
    size: image.length,
    sha256: createHash("sha256").update(image).digest("hex"),
    ...(what.allowDowngrade === true ? { allow_downgrade: true } : {}),
  };
}

/** The signature of `command/ota`: ECDSA with SHA-256 over `otaSignedBytes`, ASN.1 DER in base64. */
export function signManifest(manifest: OtaManifest, privateKey: KeyObject): string {
  return sign("sha256", otaSignedBytes(manifest), privateKey).toString("base64");
}

export function verifyManifest(manifest: OtaManifest, signature: string, publicKey: KeyObject): boolean {
  return verifySignature(otaSignedBytes(manifest), Buffer.from(signature, "base64"), publicKey);
}

/** Of what a node says it wants verified; false for anything that is no signature at all. */
export function verifySignature(bytes: Uint8Array, signature: Uint8Array, publicKey: KeyObject): boolean {
  return verify("sha256", bytes, publicKey, signature);
}
