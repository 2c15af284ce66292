import type { Static, TObject, TProperties } from "typebox";

/** A payload that is always the same object. */
export interface PlainPayload<Schema extends TObject = TObject> {
  readonly kind: "plain";
  readonly schema: Schema;
}

/**
 * A payload whose fields depend on the value of one of them, such as `action` of a command. The
 * discriminator is checked first, so that an error names the field that is wrong and not a whole union.
 */
export interface VariantPayload<Variants extends Record<string, TObject> = Record<string, TObject>> {
  readonly kind: "variants";
  readonly discriminator: string;
  /** By the discriminator's value, written as JSON would print it without quotes (`on`, `true`). */
  readonly variants: Variants;
}

/** What a topic carries. Extra fields are tolerated on input and never produced. */
export type Payload = PlainPayload | VariantPayload;

/** The TypeScript type of a payload's decoded value. */
export type PayloadValue<P extends Payload> =
  P extends PlainPayload<infer Schema>
    ? Static<Schema>
    : P extends VariantPayload<infer Variants>
      ? Static<Variants[keyof Variants]>
      : never;

export const plain = <const Properties extends TProperties>(
  schema: TObject<Properties>,
): PlainPayload<TObject<Properties>> => ({ kind: "plain", schema });

export const variants = <const Variants extends Record<string, TObject>>(
  discriminator: string,
  byValue: Variants,
): VariantPayload<Variants> => ({ kind: "variants", discriminator, variants: byValue });
