import type { TObject, TSchema } from "typebox";
import type { Payload } from "./payload.ts";

/** The JSON Schema keywords that the payload schemas use: what a reader of a schema may look at. */
export interface FieldSchema {
  readonly type?: "string" | "number" | "integer" | "boolean" | "object";
  readonly const?: string | boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly default?: number | boolean;
  readonly description?: string;
  readonly anyOf?: readonly FieldSchema[];
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly patternProperties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: boolean;
}

/** One field of a payload, in its place on the wire. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: FieldSchema;
}

/** One form of a payload: the whole of a plain one, or one variant. */
export interface Form {
  /** The discriminator's value as text; undefined for a plain payload. */
  readonly variant: string | undefined;
  readonly schema: TObject;
  readonly fields: readonly Field[];
}

/** A schema seen as the keywords in it. */
export const keywords = (schema: TSchema): FieldSchema => schema as FieldSchema;

/** The fields of an object schema, in wire order. */
function fieldsOf(schema: TObject): readonly Field[] {
  const required = new Set<string>(schema.required ?? []);
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    required: required.has(name),
    schema: keywords(property),
  }));
}

/** Every form that a payload can take. */
export function formsOf(payload: Payload): readonly Form[] {
  if (payload.kind === "plain") {
    return [form(undefined, payload.schema)];
  }
  return Object.entries(payload.variants).map(([variant, schema]) => form(variant, schema));
}

const form = (variant: string | undefined, schema: TObject): Form => ({
  variant,
  schema,
  fields: fieldsOf(schema),
});
