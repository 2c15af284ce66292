import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ACCOUNT_FIELDS } from "../../protocol/src/table/account.ts";

const page = readFileSync(fileURLToPath(new URL("../src/portal_page.h", import.meta.url)), "utf8");

/** The attributes of each field of the form, by its name. */
const fields = new Map(
  [...page.matchAll(/<(?:input|select) ([^>]*)>/g)].map(([, attributes = ""]) => [
    /name="(\w+)"/.exec(attributes)?.[1] ?? "",
    attributes,
  ]),
);

test("the portal's form asks for every field of an account, and for nothing else", () => {
  expect([...fields.keys()].sort()).toEqual(Object.keys(ACCOUNT_FIELDS).sort());
});

test.each(Object.entries(ACCOUNT_FIELDS))(
  "the form asks for %s as the protocol's table has it",
  (name, field) => {
    const attributes = fields.get(name) ?? "";
    expect(/\brequired\b/.test(attributes)).toBe(field.required);
    expect(attributes.includes('type="password"')).toBe(field.secret);
    if (field.rule !== "flag") expect(attributes).toContain(`maxlength="${field.maxLength}"`);
  },
);
