import { isJsonObject, type JsonObject, type PayloadForm } from "./payload-form.ts";
import type { FieldSchema } from "./payloads/describe.ts";

/**
 * A checked payload with the fields that the protocol knows and no other, in the schema's order, settings
 * included. What is printed from it by `JSON.stringify` is the canonical form: no spaces, numbers as
 * ECMAScript prints them.
 */
export function canonicalPayload(form: PayloadForm, value: JsonObject): JsonObject {
  const canonical: JsonObject = {};
  for (const { name, schema } of form.fields) {
    if (value[name] !== undefined) {
      canonical[name] = canonicalField(schema, value[name]);
    }
  }
  return canonical;
}

function canonicalField(schema: FieldSchema, value: unknown): unknown {
  if (schema.properties === undefined || !isJsonObject(value)) {
    return value;
  }
  const canonical: JsonObject = {};
  for (const name of Object.keys(schema.properties)) {
    if (value[name] !== undefined) {
      canonical[name] = value[name];
    }
  }
  return canonical;
}
