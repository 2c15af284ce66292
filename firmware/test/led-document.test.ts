import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = resolve(fileURLToPath(import.meta.url), "../../..");

/** Sign and steps of each row of the core's table. */
async function declared(): Promise<[string, string][]> {
  const header = await readFile(resolve(root, "firmware/lib/core/include/homesync/led_patterns.h"), "utf8");
  return [...header.matchAll(/^ {4}\{"([a-z ]+)", \{([\d, ]+)\}\},$/gm)].map(([, name = "", steps = ""]) => [
    name,
    steps.replaceAll(",", ""),
  ]);
}

test("docs/led.md has the signs of the core, in their order, with their rhythms", async () => {
  const page = await readFile(resolve(root, "docs/led.md"), "utf8");
  const rows = [...page.matchAll(/^\| ([a-z ]+) \| ([\d ]+) \|/gm)].map(([, name, steps]) => [name, steps]);
  const signs = await declared();
  expect(signs).toHaveLength(6);
  expect(rows).toEqual(signs);
});
