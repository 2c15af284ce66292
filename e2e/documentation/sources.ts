import { readdirSync, readFileSync } from "node:fs";
import { ROOT } from "./pages.ts";

/** Where the texts stand that the product shows. */
const FOLDERS = [
  "bridge/src/",
  "bridge/web/src/",
  "broker/src/",
  "simulator/src/",
  "firmware/lib/",
  "firmware/src/",
];

/** A quotation's sign for what varies. */
const VARIES = "…";

/** The texts of the product's sources, each as one line: where a text is broken over lines, it is made whole. */
const sources: readonly string[] = FOLDERS.flatMap(filesBelow).map((file) =>
  readFileSync(file, "utf8")
    .replaceAll(/["`] *\+?\n\s*["`]/g, "")
    .replaceAll("\\n", "\n")
    .replaceAll(/\$\{[^{}]*\}/g, VARIES)
    .replaceAll(/\s+/g, " "),
);

function filesBelow(folder: string): string[] {
  return readdirSync(ROOT + folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /[.](?:tsx?|cpp|h)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
}

/** Whether one source holds every part of what is quoted, in its order. */
export function isInSources(quoted: string): boolean {
  const parts = quoted.split(VARIES).filter((part) => part.trim() !== "");
  return sources.some((source) => {
    let from = 0;
    for (const part of parts) {
      const at = source.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return true;
  });
}
