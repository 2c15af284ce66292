import fc from "fast-check";
import type { Json } from "./openapi-document.ts";

/** Values that a schema (with its references written out) allows. */
export function fromSchema(schema: Json): fc.Arbitrary<Json> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if ("const" in schema) return fc.constant(schema.const);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return fc.oneof(...choices.map(fromSchema));
  switch (schema.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000 });
    case "number":
      return fc.double({ min: schema.minimum ?? -1e3, max: schema.maximum ?? 1e3, noNaN: true });
    case "string":
      return text(schema);
    case "array":
      return fc.array(fromSchema(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 4, 4) });
    case "object": {
      const properties = Object.entries<Json>(schema.properties ?? {});
      const required = schema.required ?? [];
      return fc.record(Object.fromEntries(properties.map(([name, child]) => [name, fromSchema(child)])), {
        requiredKeys: required,
      });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function text(schema: Json): fc.Arbitrary<string> {
  const { pattern, maxLength, minLength = 0 } = schema;
  const any =
    pattern === undefined
      ? fc.string({ minLength, maxLength: Math.min(maxLength ?? 40, 200), unit: "binary" })
      : fc.stringMatching(new RegExp(pattern));
  return maxLength === undefined ? any : any.filter((value) => value.length <= maxLength);
}

/** Text that a schema does not expect: empty, long, with everything that has a meaning somewhere. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 80, unit: "binary" }),
  fc.constantFrom(
    "",
    "..",
    "../../etc/passwd",
    "%2e%2e%2f",
    "%",
    "%00",
    "#",
    "+/#",
    "$SYS",
    "__proto__",
    "constructor",
    "toString",
    "' OR 1=1 --",
    "\u0000",
    "null",
    "NaN",
    "-0",
    "1e999",
    "9".repeat(400),
    "é".repeat(70),
  ),
);
