import { test } from "vitest";
import { CHECKS } from "../../src/conform/checks.ts";
import { expectDocumented, markdownTable } from "../documented.ts";

test("docs/conformance.md has every check with its source", () => {
  const rows = CHECKS.map(({ name, title, source }) => [`\`${name}\``, title, source]);
  expectDocumented("conformance.md", "checks", markdownTable(["check", "a node", "source"], rows));
});
