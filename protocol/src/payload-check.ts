import { oneOf } from "./expectation.ts";
import { firstFault, type PayloadFault } from "./field-check.ts";
import {
  isJsonObject,
  type JsonObject,
  type PayloadForm,
  type PayloadForms,
  payloadForms,
} from "./payload-form.ts";
import { failure, type Result, success } from "./result.ts";
import type { TopicKey } from "./table/topics.ts";
import { parseTimestamp, TIMESTAMP_FORM } from "./timestamp.ts";

/** A payload that is one of the protocol's: its form, and its timestamp as a number. */
export interface CheckedPayload {
  readonly form: PayloadForm;
  readonly value: JsonObject;
  /** Milliseconds since 1970; undefined when the payload has no timestamp. */
  readonly timestampMs: number | undefined;
}

/**
 * Checks a value against the payload of a topic. The order is part of the protocol, as the core answers with the
 * same code: an object; the field that decides the form; the fields in the schema's order; the calendar.
 */
export const checkPayload = (key: TopicKey, value: unknown): Result<CheckedPayload, PayloadFault> =>
  checkForms(payloadForms(key), value);

/** The same of a payload that has no topic. */
export function checkForms(forms: PayloadForms, value: unknown): Result<CheckedPayload, PayloadFault> {
  if (!isJsonObject(value)) {
    return failure({ code: "not_an_object", field: "", expected: "a JSON object" });
  }
  const chosen = chooseForm(forms, value);
  if (!chosen.ok) {
    return chosen;
  }
  const form = chosen.value;
  if (!form.accepts(value)) {
    return failure(
      firstFault(form.fields, value) ?? { code: "out_of_range", field: "", expected: "another payload" },
    );
  }
  const { timestamp } = value;
  const timestampMs = typeof timestamp === "string" ? parseTimestamp(timestamp) : undefined;
  if (timestamp !== undefined && timestampMs === undefined) {
    return failure({ code: "bad_timestamp", field: "timestamp", expected: TIMESTAMP_FORM });
  }
  return success({ form, value, timestampMs });
}

function chooseForm(
  { discriminator, type, byVariant }: PayloadForms,
  value: JsonObject,
): Result<PayloadForm, PayloadFault> {
  const variant = discriminator === undefined ? "" : value[discriminator];
  const form =
    discriminator === undefined || typeof variant === type ? byVariant.get(String(variant)) : undefined;
  if (form !== undefined) {
    return success(form);
  }
  const field = discriminator ?? "";
  const expected = type === "boolean" ? "true or false" : oneOf(byVariant.keys());
  if (variant === undefined) {
    return failure({ code: "missing_field", field, expected });
  }
  if (typeof variant !== type) {
    return failure({ code: "wrong_type", field, expected });
  }
  return failure({ code: field === "action" ? "unknown_action" : "out_of_range", field, expected });
}
