import { parse } from "yaml";
import { expectation, type Form } from "./form.ts";
import type { PlacedProblem, ValuePath } from "./problem.ts";
import { SCENARIO_FORM } from "./schema.ts";

/** One field of the scenario as an option of the command line. */
export interface Flag {
  readonly name: string;
  readonly path: readonly string[];
  readonly form: Form;
  /** A list: it may be given several times, once for each entry. */
  readonly repeats: boolean;
  readonly describe: string;
}

/** Groups whose fields are known by their own name alone. */
const PLAIN_GROUPS = new Set(["broker", "fleet"]);
/** The broker's URL is what people mean by its name; entries of a list are given one by one. */
const NAMES: Readonly<Record<string, string>> = {
  "broker.url": "broker",
  phases: "phase",
  faults: "fault",
  thresholds: "threshold",
};

/** Every field of the scenario; the command line adds nothing to them but what is no part of a scenario. */
export const FLAGS: readonly Flag[] = flagsOf(SCENARIO_FORM, []);

function flagsOf(form: Form, path: readonly string[]): Flag[] {
  return Object.entries(form.properties ?? {}).flatMap(([key, member]) => {
    const here = [...path, key];
    // A table of weights is one value, and so is everything else that is not a group at the top.
    if (path.length === 0 && member.properties !== undefined) return flagsOf(member, here);
    return [flagOf(member, here)];
  });
}

function flagOf(form: Form, path: readonly string[]): Flag {
  const [group = "", ...rest] = path;
  const own = rest.length > 0 && PLAIN_GROUPS.has(group) ? rest : path;
  // The unit is said by the description.
  const name = own
    .join("-")
    .replace(/_(per_)?s$/, "")
    .replaceAll("_", "-");
  const { default: standard } = form;
  const suffix = standard === undefined || standard === false ? "" : ` [default: ${standard}]`;
  return {
    name: NAMES[path.join(".")] ?? name,
    path,
    form,
    repeats: form.items !== undefined,
    describe: `${form.description ?? expectation(form)}${suffix}`,
  };
}

/** What the command line gave, by the flag's name. */
export type FlagValues = Readonly<Record<string, unknown>>;

/** A scenario's value with what the flags say put in its place. */
export interface Overlaid {
  readonly value: unknown;
  /** Flags that set something, with the path of what they set. */
  readonly set: readonly { readonly flag: Flag; readonly path: ValuePath }[];
  readonly problems: readonly PlacedProblem[];
}

/** Puts flags over a value: a list is replaced as a whole. Changes neither. */
export function overlayFlags(value: unknown, values: FlagValues): Overlaid {
  const given = FLAGS.filter(({ name }) => values[name] !== undefined);
  const problems: PlacedProblem[] = [];
  let result = value;
  for (const flag of given) {
    try {
      result = withValue(result, flag.path, readFlag(flag, values[flag.name]));
    } catch {
      problems.push({
        place: `--${flag.name}`,
        where: "",
        message: `cannot be read: expected ${expectation(flag.form)}, written as in a scenario, such as '{ kind: hold, for_s: 10 }'`,
      });
    }
  }
  return { value: result, set: given.map((flag) => ({ flag, path: flag.path })), problems };
}

function readFlag({ form, repeats }: Flag, given: unknown): unknown {
  if (repeats) return (Array.isArray(given) ? given : [given]).map((entry) => readEntry(form.items, entry));
  return form.properties === undefined ? given : parse(String(given), { maxAliasCount: 0 });
}

/** An entry of a list of texts is taken as it is, unless it is written as a group. */
function readEntry(items: Form | undefined, entry: unknown): unknown {
  const text = String(entry);
  const mayBeText = items?.anyOf?.some(({ type }) => type === "string") ?? false;
  return mayBeText && !text.trimStart().startsWith("{") ? text : parse(text, { maxAliasCount: 0 });
}

function withValue(target: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  // What is not a group there is wrong in itself, and reported in its own place.
  if (target !== undefined && target !== null && (typeof target !== "object" || Array.isArray(target))) {
    return target;
  }
  const group = (target ?? {}) as Readonly<Record<string, unknown>>;
  return { ...group, [key]: withValue(group[key], rest, value) };
}
