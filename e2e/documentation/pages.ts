import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What was made or installed, and whatever begins with a dot, holds no page of ours. */
const NOT_OURS = new Set(["node_modules", "dist", "build"]);

/** Every page of the repository, by its path from the root. */
export const PAGES: readonly string[] = pagesBelow("");

function pagesBelow(folder: string): string[] {
  return readdirSync(ROOT + folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name) || entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) return pagesBelow(`${folder}${entry.name}/`);
    return entry.name.endsWith(".md") ? [folder + entry.name] : [];
  });
}

export const readPage = (page: string): string => readFileSync(ROOT + page, "utf8");

/** The fenced blocks of a page whose fence says exactly this. */
export function blocksOf(page: string, fence: string): string[] {
  const fences = new RegExp(`^\`\`\`${fence}\\n(.*?)^\`\`\`$`, "gms");
  return [...readPage(page).matchAll(fences)].map(([, block = ""]) => block.trim());
}

/** A page without its fenced blocks, where no link and no heading is one. */
const proseOf = (page: string): string => readPage(page).replaceAll(/^```.*?^```$/gms, "");

/** A link to a place in the repository. */
export interface Link {
  /** As it stands in the page. */
  readonly target: string;
  /** From the root; of the page itself when only an anchor is given. */
  readonly path: string;
  /** Without its `#`. */
  readonly anchor: string | undefined;
}

/** The links of a page that do not lead elsewhere. */
export function linksOf(page: string): readonly Link[] {
  const targets = [...proseOf(page).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)/g)];
  return targets.map(([, target = ""]) => {
    const { pathname, hash } = new URL(target, `file:///${page}`);
    return { target, path: pathname.slice(1), anchor: hash === "" ? undefined : hash.slice(1) };
  });
}

/** What a page's headings can be linked by, as GitHub makes it of their text. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(page).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    let anchor = slug;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${slug}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}
