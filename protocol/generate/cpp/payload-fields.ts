import { type FieldSchema, formsOf, keywords } from "../../src/payloads/describe.ts";
import { FirmwareVersion, RequestId, Target, Timestamp } from "../../src/payloads/fields.ts";
import { provisioningAnswerPayload, provisioningLinePayload } from "../../src/payloads/provisioning.ts";
import { TrustAnchor } from "../../src/payloads/trust-anchor.ts";
import { TOPIC_KEYS, TOPICS } from "../../src/table/topics.ts";
import { patternLength } from "../pattern-length.ts";
import { constant, integerConstants, pascalCase, stringLiteral } from "./naming.ts";

/** Forms of text that several topics share bear their own name. */
const SHARED = new Map<string | undefined, string>([
  [keywords(FirmwareVersion).pattern, "FirmwareVersion"],
  [keywords(Target).pattern, "Target"],
  [keywords(Timestamp).pattern, "Timestamp"],
  [keywords(RequestId).pattern, "RequestId"],
  [keywords(TrustAnchor).pattern, "Certificate"],
]);

/** Every field of every payload, in wire order. */
function everyField(): { prefix: string; name: string; schema: FieldSchema }[] {
  return TOPIC_KEYS.flatMap((key) => {
    const [category = "", topic = ""] = key.split("/");
    const prefix = category === "response" ? "" : category === "telemetry" ? "Telemetry" : pascalCase(topic);
    return formsOf(TOPICS[key].payload).flatMap(({ fields }) =>
      fields.map(({ name, schema }) => ({ prefix, name, schema })),
    );
  });
}

/** The name of every field that a payload can have, once each. */
export function fieldNames(): string {
  const local = [provisioningLinePayload, provisioningAnswerPayload].flatMap(formsOf);
  const names = new Set([...everyField(), ...local.flatMap(({ fields }) => fields)].map(({ name }) => name));
  const dbm = TOPICS["status/rssi"].payload.schema.properties.unit.const;
  return `/// Names of the payloads' fields.
namespace field {
${[...names].map((name) => `inline constexpr char ${constant(name)}[] = ${stringLiteral(name)};`).join("\n")}
}  // namespace field

/// Unit of status/rssi.
inline constexpr char kUnitDbm[] = ${stringLiteral(dbm)};`;
}

/** Ranges and lengths of the fields that are not metrics or settings. */
export function fieldBounds(): string {
  const lines = new Set<string>();
  for (const { prefix, name, schema } of everyField()) {
    if (name === "value" && prefix === "Telemetry") {
      continue; // each metric has its own range, in kMetrics
    }
    for (const line of boundsOf(constant(SHARED.get(schema.pattern) ?? `${prefix}/${name}`), schema)) {
      lines.add(line);
    }
  }
  return `/// Ranges and lengths of fields (all texts are ASCII); Default is the value of an optional field that is absent.
${[...lines].join("\n")}`;
}

function boundsOf(name: string, schema: FieldSchema): readonly string[] {
  const { minimum, maximum } = schema;
  if (minimum !== undefined && maximum !== undefined) {
    return integerConstants(name, {
      Min: minimum,
      Max: maximum,
      ...(typeof schema.default === "number" ? { Default: schema.default } : {}),
    });
  }
  const text = (schema.anyOf ?? [schema]).find(({ pattern }) => pattern !== undefined);
  if (text?.pattern === undefined) {
    return [];
  }
  const { min, max } = patternLength(text.pattern);
  return integerConstants(name, { MinLength: min, MaxLength: Math.min(max, text.maxLength ?? max) });
}
