import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { explained } from "../../firmware/signing/files.ts";
import { signImage, verifyFile } from "../../firmware/signing/manifest-file.ts";
import { ToolError } from "../../firmware/signing/tool-error.ts";

const IMAGE = /^(\w+)\.bin$/;

export interface FirmwareRelease {
  /** Folder of built images, each named for its target: `nodemcuv2.bin`. */
  readonly images: string;
  readonly version: string;
  /** Files that hold the keys of updates: the one that signs, and the one that the images have built in. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly out: string;
}

/**
 * Puts images with their signed manifests into a release, and verifies each as a node would.
 * @returns the names of the files
 * @throws ToolError when there is no image, or one is not what it is said to be
 */
export async function releaseFirmware(release: FirmwareRelease): Promise<string[]> {
  const { images, version, privateKey, publicKey, out } = release;
  const targets = (await explained(images, () => readdir(images)))
    .flatMap((name) => IMAGE.exec(name)?.[1] ?? [])
    .sort();
  if (targets.length === 0)
    throw new ToolError(`${images} holds no image: give a folder with nodemcuv2.bin and the like`);
  await mkdir(out, { recursive: true });
  const names: string[] = [];
  for (const target of targets) {
    const image = join(images, `${target}.bin`);
    const name = `homesync-firmware-${target}-${version}`;
    const manifest = await signImage({
      image,
      key: privateKey,
      target,
      version,
      allowDowngrade: false,
      url: undefined,
      requestId: undefined,
      force: false,
    });
    await copyFile(image, join(out, `${name}.bin`));
    await writeFile(join(out, `${name}.json`), manifest);
    await verifyFile(join(out, `${name}.json`), publicKey, join(out, `${name}.bin`));
    names.push(`${name}.bin`, `${name}.json`);
  }
  return names;
}
