import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
const page = read("firmware/src/portal_page.h");

/** The account's fields as the core has them, from the protocol's table. */
const ACCOUNT = [
  ...read("protocol/generated/cpp/homesync/protocol.h").matchAll(
    /\{"(\w+)", AccountRule::k(\w+), AccountGroup::\w+, (true|false), (true|false), (\d+)\}/g,
  ),
].map(([, name = "", rule = "", required, secret, maxLength = ""]) => ({
  name,
  rule,
  required: required === "true",
  secret: secret === "true",
  maxLength,
}));

/** The attributes of each field of the form, by its name. */
const fields = new Map(
  [...page.matchAll(/<(?:input|select) ([^>]*)>/g)].map(([, attributes = ""]) => [
    /name="(\w+)"/.exec(attributes)?.[1] ?? "",
    attributes,
  ]),
);

test("the portal's form asks for every field of an account, and for nothing else", () => {
  expect(ACCOUNT.length).toBeGreaterThan(0);
  expect([...fields.keys()].sort()).toEqual(ACCOUNT.map(({ name }) => name).sort());
});

test.each(ACCOUNT)("the form asks for $name as the protocol's table has it", (field) => {
  const attributes = fields.get(field.name) ?? "";
  expect(/\brequired\b/.test(attributes)).toBe(field.required);
  expect(attributes.includes('type="password"')).toBe(field.secret);
  if (field.rule !== "Flag") expect(attributes).toContain(`maxlength="${field.maxLength}"`);
});
