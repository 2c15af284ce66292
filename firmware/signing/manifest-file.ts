import { randomUUID } from "node:crypto";
import { encodePayload, type PayloadOf } from "@homesync/protocol";
import { describeImage, signManifest, verifyManifest } from "@homesync/protocol/signing";
import { read } from "./files.ts";
import { doubtAbout } from "./image-check.ts";
import { privateKeyIn, publicKeyIn } from "./keys.ts";
import { ToolError } from "./tool-error.ts";

type OtaUpdate = Extract<PayloadOf<"command/ota">, { action: "update" }>;

export interface SigningOrder {
  readonly image: string;
  readonly key: string;
  readonly target: string;
  readonly version: string;
  readonly allowDowngrade: boolean;
  /** With it the answer is the whole command, ready to be published. */
  readonly url: string | undefined;
  readonly requestId: string | undefined;
  /** Signs an image that does not look like what it is said to be. */
  readonly force: boolean;
}

/** Stands in for the url where there is none yet: the rest is checked all the same. */
const NO_URL = "http://localhost/";

/**
 * Signs an image: the manifest with its signature, or the command, as JSON.
 * @throws ToolError
 */
export async function signImage(order: SigningOrder): Promise<string> {
  const { target, version, allowDowngrade, requestId = randomUUID() } = order;
  const image = await read(order.image);
  const manifest = describeImage(image, { target, version, allowDowngrade });
  const key = await privateKeyIn(order.key);
  const signed = { ...manifest, signature: signManifest(manifest, key) };
  const command = { action: "update", request_id: requestId, url: order.url ?? NO_URL, ...signed };
  check(order.image, command);
  const doubt = order.force ? undefined : doubtAbout(image, target, version);
  if (doubt !== undefined) throw new ToolError(`${order.image} ${doubt} (--force signs it all the same)`);
  return `${JSON.stringify(order.url === undefined ? signed : command, undefined, 2)}\n`;
}

/**
 * Whether a manifest's signature is of the key's owner and, where it is given, the image is the one that was signed;
 * answers what holds.
 * @throws ToolError that says what does not
 */
export async function verifyFile(manifestFile: string, key: string, imageFile?: string): Promise<string> {
  const manifest = parse(manifestFile, (await read(manifestFile)).toString("utf8"));
  if (!verifyManifest(manifest, manifest.signature, await publicKeyIn(key))) {
    throw new ToolError(`${manifestFile}: not signed with the private key of ${key}, or changed since`);
  }
  const { target, version, size, sha256 } = manifest;
  const what = `${target} ${version}, ${size} bytes, SHA-256 ${sha256}`;
  if (imageFile === undefined) return `${manifestFile}: good signature for ${what}\n`;
  const image = describeImage(await read(imageFile), { target, version });
  if (image.size !== size) {
    throw new ToolError(`${imageFile}: ${image.size} bytes, and ${size} were signed: it is another file`);
  }
  if (image.sha256 !== sha256)
    throw new ToolError(`${imageFile}: its SHA-256 is not the one that was signed`);
  return `${manifestFile}: good signature for ${what}; ${imageFile} is that image\n`;
}

function parse(path: string, text: string): OtaUpdate {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ToolError(`${path}: no JSON; give what the command sign wrote`);
  }
  return check(path, { action: "update", request_id: "verify", url: NO_URL, ...(value as object) });
}

/** @throws ToolError when it is no command that a node takes */
function check(path: string, command: object): OtaUpdate {
  const update = command as OtaUpdate;
  const checked = encodePayload("command/ota", update, "command/ota");
  if (!checked.ok) throw new ToolError(`${path}: ${checked.error.message}`);
  return update;
}
