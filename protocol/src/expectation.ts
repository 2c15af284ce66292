import type { FieldSchema } from "./payloads/describe.ts";

/** What a schema accepts, for people: completes "expected ...". */
export function expectation(schema: FieldSchema): string {
  const { type, minimum, maximum, pattern, description } = schema;
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const);
  }
  if (schema.enum !== undefined) {
    return oneOf(schema.enum);
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map(expectation).join(", or ");
  }
  switch (type) {
    case "integer":
      return `a whole number from ${minimum} to ${maximum}`;
    case "number":
      return minimum === undefined ? "a finite number" : `a number from ${minimum} to ${maximum}`;
    case "string":
      return pattern === undefined ? "a text" : `a text like ${pattern}${inBrackets(description)}`;
    case "boolean":
      return "true or false";
    default:
      return schema.patternProperties === undefined
        ? "an object"
        : "a flat object of texts, numbers and booleans";
  }
}

/** A closed list of texts, for people. */
export const oneOf = (values: Iterable<string>): string =>
  `one of ${[...values].map((value) => JSON.stringify(value)).join(", ")}`;

const inBrackets = (description: string | undefined): string =>
  description === undefined ? "" : ` (${description})`;
