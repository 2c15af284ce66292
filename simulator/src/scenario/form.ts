/** The part of JSON Schema that the scenario's schema uses, as the validator and the flags walk it. */
export interface Form {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  /** What is expected, in words; editors know this keyword. */
  readonly errorMessage?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Form[];
  readonly properties?: Readonly<Record<string, Form>>;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly items?: Form;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** The forms of a union that are told apart by their `kind`, by that; undefined for any other form. */
export function formsByKind(form: Form): ReadonlyMap<string, Form> | undefined {
  if (form.anyOf === undefined) return undefined;
  const forms = new Map<string, Form>();
  for (const option of form.anyOf) {
    const kind = option.properties?.["kind"]?.const;
    if (typeof kind !== "string") return undefined;
    forms.set(kind, option);
  }
  return forms;
}

/** What a form accepts, in words that complete "expected ...". */
export function expectation(form: Form): string {
  if (form.errorMessage !== undefined) return form.errorMessage;
  if (form.const !== undefined) return JSON.stringify(form.const);
  if (form.enum !== undefined) return `one of ${[...new Set(form.enum.map(String))].join(", ")}`;
  const kinds = formsByKind(form);
  if (kinds !== undefined) return `a group with a kind, one of ${[...kinds.keys()].join(", ")}`;
  if (form.anyOf !== undefined) return form.anyOf.map(expectation).join(", or ");
  switch (form.type) {
    case "integer":
      return `a whole number${range(form)}`;
    case "number":
      return `a number${range(form)}`;
    case "boolean":
      return "true or false";
    case "array":
      return `a list${form.items === undefined ? "" : ` of ${expectation(form.items)}`}`;
    case "object":
      return "a group of keys and values";
    default:
      if (form.pattern !== undefined) return `a text that matches ${form.pattern}`;
      return (form.minLength ?? 0) > 0 ? "a text that is not empty" : "a text";
  }
}

function range({ minimum, maximum, exclusiveMinimum }: Form): string {
  const most = maximum === undefined ? "" : ` and at most ${maximum}`;
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}${most}`;
  if (minimum === undefined) return maximum === undefined ? "" : `, at most ${maximum}`;
  return maximum === undefined ? `, at least ${minimum}` : ` from ${minimum} to ${maximum}`;
}
