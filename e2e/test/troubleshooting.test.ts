import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ROOT, readPage } from "../documentation/pages.ts";
import { isInSources } from "../documentation/sources.ts";

const PAGE = "docs/troubleshooting.md";

/** The cells of a column that has this heading, in every table of a page that has one. */
function columnOf(page: string, heading: string): string[] {
  const cells: string[] = [];
  let at = -1;
  for (const line of readPage(page).split("\n")) {
    const row = line.startsWith("|") ? line.slice(1, -1).split("|") : undefined;
    if (row === undefined) at = -1;
    else if (at < 0) at = row.findIndex((cell) => cell.trim() === heading);
    else if (!/^-+$/.test(row[at] ?? "")) cells.push(row[at] ?? "");
  }
  return cells;
}

const quotedIn = (cells: readonly string[]): string[] =>
  cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, quoted = ""]) => quoted));

const quotations = quotedIn(columnOf(PAGE, "you see"));
const shown = quotedIn([...columnOf("docs/page.md", "banner"), ...columnOf("docs/page.md", "beside a node")]);

test("many messages are quoted", () => {
  expect(quotations.length).toBeGreaterThan(60);
  expect(shown.length).toBeGreaterThan(10);
});

test.each([...new Set([...quotations, ...shown])])("the product says: %s", (quoted) =>
  expect(isInSources(quoted)).toBe(true),
);

test("what the product does not say is found out", () => {
  expect(isInSources("the broker cannot be reached … at the weekend")).toBe(false);
});

describe("the broker link", () => {
  test("has every code that it can tell, and no other", () => {
    const source = readFileSync(`${ROOT}bridge/src/link/problem.ts`, "utf8");
    const [, union = ""] = /type LinkProblemCode =(.*?);/s.exec(source) ?? [];
    const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code);
    expect(codes.length).toBeGreaterThan(5);
    const told = columnOf(PAGE, "code").map((cell) => cell.trim().replaceAll("`", ""));
    expect([...new Set(told)].sort()).toEqual([...codes].sort());
  });
});

test("every sign of the LED is led to", () => {
  const signs = [...readPage("docs/led.md").matchAll(/^\| ([a-z ]+) \| [\d ]+ \|/gm)].map(
    ([, sign = ""]) => sign,
  );
  expect(signs.length).toBeGreaterThan(4);
  // Online is no trouble.
  const trouble = signs.filter((sign) => sign !== "online");
  expect(trouble.filter((sign) => !readPage(PAGE).includes(`LED: [${sign}](led.md)`))).toEqual([]);
});
