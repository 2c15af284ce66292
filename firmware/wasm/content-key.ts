import { createHash } from "node:crypto";
import type { SourceFile } from "./source-files.ts";

/** One hash of all that decides what a build makes: the settings, and each file's path and content. */
export function contentKey(settings: readonly string[], files: readonly SourceFile[]): string {
  const hash = createHash("sha256");
  // Lengths first, so that no two different lists run together into the same bytes.
  const add = (part: string | Uint8Array) => {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.length}:`).update(bytes);
  };
  hash.update(`${settings.length};${files.length};`);
  for (const setting of settings) add(setting);
  for (const { path, content } of files) {
    add(path);
    add(content);
  }
  return hash.digest("hex");
}
