import { Check } from "typebox/schema";
import { expectation } from "./expectation.ts";
import { isJsonObject, type JsonObject } from "./payload-form.ts";
import type { Field, FieldSchema } from "./payloads/describe.ts";
import type { ErrorCodeName } from "./table/errors.ts";
import { TIMESTAMP_FORM } from "./timestamp.ts";

/** What is wrong with a payload, before it is tied to a topic. */
export interface PayloadFault {
  readonly code: ErrorCodeName;
  readonly field: string;
  /** Completes "expected ...". */
  readonly expected: string;
}

/** Fields whose form has an error code of its own; everything else is `out_of_range`. */
const CODE_OF_FIELD = new Map<string, ErrorCodeName>([
  ["unit", "wrong_unit"],
  ["request_id", "bad_identifier"],
  ["timestamp", "bad_timestamp"],
]);

/** Longest part of a field path that comes from outside. */
const MAX_NAME = 64;

/**
 * The first field, in the schema's order, that its schema refuses; undefined when there is none. Slow and
 * exact: it runs only for a payload that the compiled validator refused, to say why.
 */
export function firstFault(fields: readonly Field[], value: JsonObject): PayloadFault | undefined {
  for (const { name, required, schema } of fields) {
    const fault =
      value[name] === undefined ? absent(required, name, schema) : fieldFault(name, schema, value[name]);
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

const absent = (required: boolean, field: string, schema: FieldSchema): PayloadFault | undefined =>
  required ? { code: "missing_field", field, expected: expectation(schema) } : undefined;

function fieldFault(field: string, schema: FieldSchema, value: unknown): PayloadFault | undefined {
  if (Check(schema, value)) {
    return undefined;
  }
  if (!hasType(schema, value)) {
    return { code: "wrong_type", field, expected: expectation(schema) };
  }
  if (isJsonObject(value)) {
    return memberFault(field, schema, value);
  }
  const expected = field === "timestamp" ? TIMESTAMP_FORM : expectation(schema);
  return { code: CODE_OF_FIELD.get(field) ?? "out_of_range", field, expected };
}

/** Whether the value has a JSON type that the schema accepts. JSON knows one kind of number, so 5.5 has the type of a whole one. */
function hasType(schema: FieldSchema, value: unknown): boolean {
  if (schema.anyOf !== undefined) {
    return schema.anyOf.some((option) => hasType(option, value));
  }
  const type = schema.type ?? (schema.enum === undefined ? typeof schema.const : "string");
  if (type === "object") {
    return isJsonObject(value);
  }
  return typeof value === (type === "integer" ? "number" : type);
}

/** What is wrong inside an object: names that it must not hold first, then its members in the schema's order. */
function memberFault(field: string, schema: FieldSchema, value: JsonObject): PayloadFault {
  const { properties, patternProperties } =
    schema.anyOf?.find((option) => option.type === "object") ?? schema;
  const parent = `${field}/`;
  const unknown = Object.keys(value).find(
    (name) => properties !== undefined && !Object.hasOwn(properties, name),
  );
  if (unknown !== undefined) {
    return { code: "unknown_setting", field: parent + cut(unknown), expected: "a setting of the protocol" };
  }
  const any = Object.values(patternProperties ?? {})[0];
  const members = Object.entries(properties ?? {}).concat(
    any === undefined ? [] : Object.keys(value).map((name) => [name, any]),
  );
  for (const [name, member] of members) {
    const fault = value[name] === undefined ? undefined : fieldFault(parent + cut(name), member, value[name]);
    if (fault !== undefined) {
      return fault;
    }
  }
  return { code: "out_of_range", field, expected: expectation(schema) };
}

const cut = (name: string): string => (name.length > MAX_NAME ? name.slice(0, MAX_NAME) : name);
