import { describe, expect, test } from "vitest";
import { collect } from "../requirements/collect.ts";
import { page } from "../requirements/page.ts";
import { titlesOfCpp, titlesOfTypeScript } from "../requirements/titles.ts";

describe("the table from scenario to test", () => {
  test("reads titles in every form that tests are written in", () => {
    const source = [
      'test("one", () => {});',
      'describe("group", () => { it("two", f); });',
      "test.each([1, 2])('three %i', f);",
      'test.skipIf(x).each`a`("four", f);',
      'test("five", { timeout: 1 }, f);',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the source of a test
      "test(`six ${x}`, f); other('seven');",
    ].join("\n");
    expect(titlesOfTypeScript("a.test.ts", source)).toEqual([
      "one",
      "group",
      "two",
      "three %i",
      "four",
      "five",
    ]);
    expect(
      titlesOfCpp('TEST("one") {}\nTEST("two \\"quoted\\" "\n     "and more") {}\nASSERT("no")'),
    ).toEqual(["one", 'two \\"quoted\\" and more']);
  });

  test("sorts them by scenario, and tells a name that is no scenario's", () => {
    const titles = [
      "REQ-005 Command retry: four attempts",
      "REQ-005 Comand retry: typo",
      "REQ-008: of no scenario",
      "else",
    ];
    const { tests, unknown } = collect(titles.map((title) => ({ file: "a.test.ts", title })));
    expect(tests.get("REQ-005 Command retry")).toEqual([{ file: "a.test.ts", shows: "four attempts" }]);
    expect(unknown).toEqual(["a.test.ts: REQ-005 Comand retry: typo"]);
    expect(tests.size).toBe(30);
  });

  test("escapes what would break the table", () => {
    const made = page(collect([{ file: "a.test.ts", title: "REQ-008 Graceful disconnect: a|b <c>" }]));
    expect(made).toContain("| REQ-008 | Graceful disconnect | [a.test.ts](../a.test.ts): a\\|b \\<c\\> |");
    expect(made).toContain("| REQ-002 | Graceful disconnect | none yet |");
  });
});
