import type { Static, TObject } from "typebox";
import { Compile, type Validator } from "typebox/schema";
import { type Field, type Form, formsOf } from "./payloads/describe.ts";
import type { Payload } from "./payloads/payload.ts";
import { TOPIC_KEYS, TOPICS, type TopicKey } from "./table/topics.ts";

/** A decoded JSON object of which nothing else is known yet. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object and not an array or null. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One form of a payload with its validator, which is compiled when it is first needed: an import stays cheap. */
export class PayloadForm {
  readonly fields: readonly Field[];
  readonly #schema: TObject;
  #validator: Validator<TObject, Static<TObject>> | undefined;

  constructor({ fields, schema }: Form) {
    this.fields = fields;
    this.#schema = schema;
  }

  accepts(value: unknown): boolean {
    this.#validator ??= Compile(this.#schema);
    return this.#validator.Check(value);
  }
}

/** The forms of one topic's payload and how to tell them apart. */
export interface PayloadForms {
  /** Field that decides between the forms; undefined when there is one form, under the name "". */
  readonly discriminator: string | undefined;
  /** JSON type of the discriminator. */
  readonly type: "string" | "boolean";
  readonly byVariant: ReadonlyMap<string, PayloadForm>;
}

/** The forms of a payload, ready to check values against. */
export function compileForms(payload: Payload): PayloadForms {
  const forms = formsOf(payload);
  const discriminator = payload.kind === "variants" ? payload.discriminator : undefined;
  const literal = forms[0]?.fields.find(({ name }) => name === discriminator)?.schema.const;
  return {
    discriminator,
    type: typeof literal === "boolean" ? "boolean" : "string",
    byVariant: new Map(forms.map((form) => [form.variant ?? "", new PayloadForm(form)])),
  };
}

const FORMS = Object.fromEntries(
  TOPIC_KEYS.map((key) => [key, compileForms(TOPICS[key].payload)]),
) as Readonly<Record<TopicKey, PayloadForms>>;

/** The forms that the payload of a topic can take. */
export const payloadForms = (key: TopicKey): PayloadForms => FORMS[key];
