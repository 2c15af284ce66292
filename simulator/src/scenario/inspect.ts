import { closest, suggestion } from "./closest.ts";
import { expectation, type Form, formsByKind } from "./form.ts";
import type { Problem, ValuePath } from "./problem.ts";

/**
 * Everything that is wrong with a value, where TypeBox would say only that a union matches none of its options. Accepts
 * exactly what the schema accepts: a test holds the two together.
 */
export function inspect(form: Form, value: unknown, path: ValuePath = []): Problem[] {
  const kinds = formsByKind(form);
  if (kinds !== undefined && isGroup(value)) return inspectKind(kinds, value, path);
  if (form.anyOf !== undefined) return inspectUnion(form, form.anyOf, value, path);
  if (form.properties !== undefined && isGroup(value)) return inspectGroup(form, value, path);
  if (form.items !== undefined && Array.isArray(value)) return inspectList(form, form.items, value, path);
  return accepts(form, value) ? [] : [wrong(form, value, path)];
}

function inspectKind(kinds: ReadonlyMap<string, Form>, value: Group, path: ValuePath): Problem[] {
  const names = [...kinds.keys()];
  const { kind } = value;
  if (kind === undefined)
    return [{ path, message: `"kind" is missing: expected one of ${names.join(", ")}` }];
  const form = typeof kind === "string" ? kinds.get(kind) : undefined;
  if (form !== undefined) return inspect(form, value, path);
  const hint = typeof kind === "string" ? suggestion(kind, names) : "";
  const message = `expected one of ${names.join(", ")}, not ${shown(kind)}${hint}`;
  return [{ path: [...path, "kind"], message }];
}

/** Of a union of a scalar and a group, the option that the value has the kind of is the one that was meant. */
function inspectUnion(form: Form, options: readonly Form[], value: unknown, path: ValuePath): Problem[] {
  const all = options.map((option) => inspect(option, value, path));
  if (all.some((problems) => problems.length === 0)) return [];
  const meant = options.findIndex(
    (option) =>
      (isGroup(value) && option.properties !== undefined) ||
      (Array.isArray(value) && option.items !== undefined),
  );
  return all[meant] ?? [wrong(form, value, path)];
}

function inspectGroup(form: Form, value: Group, path: ValuePath): Problem[] {
  const { properties = {}, required = [] } = form;
  const names = Object.keys(properties);
  const problems: Problem[] = [];
  const missing = required.filter((key) => value[key] === undefined);
  for (const key of Object.keys(value)) {
    const member = properties[key];
    if (member !== undefined && Object.hasOwn(properties, key)) {
      problems.push(...inspect(member, value[key], [...path, key]));
      continue;
    }
    const near = closest(key, names);
    const hint = near === undefined ? `; known are ${names.join(", ")}` : `; did you mean "${near}"?`;
    problems.push({ path: [...path, key], ofKey: true, message: `"${key}" is not known here${hint}` });
  }
  for (const key of missing) {
    const what = expectation(properties[key] as Form);
    problems.push({ path, message: `"${key}" is missing: expected ${what}` });
  }
  if (Object.keys(value).length < (form.minProperties ?? 0)) {
    problems.push({ path, message: `nothing is given; known are ${names.join(", ")}` });
  }
  return problems;
}

function inspectList(form: Form, items: Form, value: readonly unknown[], path: ValuePath): Problem[] {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = form;
  const problems = value.flatMap((item, index) => inspect(items, item, [...path, index]));
  if (value.length < minItems || value.length > maxItems) {
    const most = Number.isFinite(maxItems) ? ` and at most ${maxItems}` : "";
    problems.unshift({ path, message: `expected at least ${minItems}${most} entries, not ${value.length}` });
  }
  return problems;
}

const wrong = (form: Form, value: unknown, path: ValuePath): Problem => ({
  path,
  message: `expected ${expectation(form)}, not ${shown(value)}${unitHint(form, value)}`,
});

/** What to write instead of a number with its unit: names of fields end in theirs. */
function unitHint({ type }: Form, value: unknown): string {
  if ((type !== "number" && type !== "integer") || typeof value !== "string") return "";
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*(%|[a-z]+)\s*$/i.exec(value) ?? [];
  if (number === undefined) return "";
  return unit === "%"
    ? `: write ${Number(number) / 100}`
    : ": write the number alone, in the unit of the name";
}

function accepts(form: Form, value: unknown): boolean {
  if (form.const !== undefined) return value === form.const;
  if (form.enum !== undefined) return form.enum.includes(value);
  switch (form.type) {
    case "integer":
    case "number":
      return acceptsNumber(form, value);
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return acceptsText(form, value);
    default:
      return false;
  }
}

function acceptsNumber({ type, minimum, maximum, exclusiveMinimum }: Form, value: unknown): boolean {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (type === "integer" && !Number.isInteger(value)) return false;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return false;
  return (minimum === undefined || value >= minimum) && (maximum === undefined || value <= maximum);
}

function acceptsText(
  { pattern, minLength = 0, maxLength = Number.POSITIVE_INFINITY }: Form,
  value: unknown,
): boolean {
  if (typeof value !== "string" || value.length < minLength || value.length > maxLength) return false;
  return pattern === undefined || new RegExp(pattern, "u").test(value);
}

type Group = Readonly<Record<string, unknown>>;

const isGroup = (value: unknown): value is Group =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value for a message: short, and on one line. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  // JSON has no infinite numbers, YAML does.
  const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
