import fc from "fast-check";
import { type MessageContent, TOPIC_KEYS, TOPICS, type TopicKey } from "../src/index.ts";
import type { Field, FieldSchema } from "../src/payloads/describe.ts";
import { formsOf } from "../src/payloads/describe.ts";

/** Instants of the protocol's years, printed in either of the two forms that are read. */
const timestamp = fc
  .tuple(
    fc.date({
      min: new Date("1970-01-01T00:00:00Z"),
      max: new Date("2099-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    }),
    fc.boolean(),
  )
  .map(([date, whole]) => (whole ? `${date.toISOString().slice(0, 19)}Z` : date.toISOString()));

/** JSON cannot tell -0 from 0. */
const number = (constraints: fc.DoubleConstraints) =>
  fc
    .double({ noNaN: true, noDefaultInfinity: true, ...constraints })
    .map((value) => (value === 0 ? 0 : value));

/** Values that a field's schema accepts. */
function fieldValue(name: string, schema: FieldSchema): fc.Arbitrary<unknown> {
  const { type, minimum: min, maximum: max, maxLength, pattern } = schema;
  if (schema.const !== undefined) {
    return fc.constant(schema.const);
  }
  if (schema.enum !== undefined) {
    return fc.constantFrom(...schema.enum);
  }
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((option) => fieldValue(name, option)));
  }
  if (name === "timestamp") {
    return timestamp;
  }
  switch (type) {
    case "integer":
      return fc.integer({ ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });
    case "number":
      return number({ ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });
    case "boolean":
      return fc.boolean();
    case "string":
      return pattern === undefined
        ? fc.string({ unit: "binary" })
        : fc
            .stringMatching(new RegExp(pattern), maxLength === undefined ? {} : { maxLength })
            .filter((text) => text.length <= (maxLength ?? text.length));
    default:
      return schema.properties === undefined
        ? fc.dictionary(
            fc.string({ unit: "binary" }),
            fc.oneof(fc.string({ unit: "binary" }), number({}), fc.boolean()),
            {
              noNullPrototype: true,
            },
          )
        : objectOf(
            Object.entries(schema.properties).map(([member, of]) => ({
              name: member,
              required: false,
              schema: of,
            })),
          );
  }
}

function objectOf(fields: readonly Field[]): fc.Arbitrary<Record<string, unknown>> {
  const required = fields.filter((field) => field.required).map((field) => field.name);
  return fc.record(Object.fromEntries(fields.map(({ name, schema }) => [name, fieldValue(name, schema)])), {
    requiredKeys: required,
    noNullPrototype: true,
  });
}

/** Payloads that a topic may carry. */
const payloadOf = (key: TopicKey): fc.Arbitrary<Record<string, unknown>> =>
  fc.oneof(...formsOf(TOPICS[key].payload).map(({ fields }) => objectOf(fields)));

const identifier = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

/** Messages that may be sent on one topic. */
export const messageOf = (key: TopicKey): fc.Arbitrary<MessageContent> =>
  fc
    .tuple(identifier, identifier, payloadOf(key))
    .map(([homeId, nodeId, payload]) => ({ homeId, nodeId, key, payload }) as MessageContent);

/** Messages that may be sent. */
export const anyMessage: fc.Arbitrary<MessageContent> = fc.oneof(...TOPIC_KEYS.map(messageOf));
