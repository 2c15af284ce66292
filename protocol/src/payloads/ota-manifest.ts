/** The signed part of an update: everything that decides what will run, so not the url. */
export interface OtaManifest {
  readonly target: string;
  readonly version: string;
  /** bytes */
  readonly size: number;
  /** lower-case hex */
  readonly sha256: string;
  readonly allow_downgrade?: boolean | undefined;
}

/** First line of what is signed: names its kind and version, so that a signature fits nothing else. */
export const OTA_SIGNED_FIRST_LINE = "homesync-ota-1";

/** The bytes that an update's signature covers: one line a field, in this order, each ended by a line feed. */
export function otaSignedBytes(manifest: OtaManifest): Uint8Array {
  const { target, version, size, sha256 } = manifest;
  const downgrade = manifest.allow_downgrade === true ? 1 : 0;
  const lines = [OTA_SIGNED_FIRST_LINE, target, version, size, sha256, downgrade];
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}
