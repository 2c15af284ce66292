import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

/** The part of a page between `<!-- name: ... -->` and `<!-- end of name -->`. */
function documentedPart(page: string, name: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/${page}`, import.meta.url)), "utf8");
  const part = new RegExp(`<!-- ${name}: .*? -->\\n(.*?)<!-- end of ${name} -->`, "s").exec(text)?.[1];
  if (part === undefined) throw new Error(`docs/${page} has no part ${name}`);
  return part;
}

/** Compares a part of a page with what the sources say; a failure shows what to paste. */
export function expectDocumented(page: string, name: string, expected: string): void {
  expect(documentedPart(page, name).trim()).toBe(expected.trim());
}

/** A table in Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}
