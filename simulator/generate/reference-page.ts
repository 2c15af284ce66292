import { COUNTERS, GAUGES, HISTOGRAMS, SHARE_OF, STATISTICS } from "../src/metrics/catalog.ts";
import { FLAGS } from "../src/scenario/flags.ts";
import { expectation, type Form, formsByKind } from "../src/scenario/form.ts";
import { SCENARIO_FORM } from "../src/scenario/schema.ts";

const NOTE =
  "<!-- Made from simulator/src/scenario and simulator/src/metrics by `make generate`; do not edit. -->";

/** `docs/scenario-reference.md`: every field of a scenario and every metric, from the sources that the program runs by. */
export function referencePage(): string {
  const sections = Object.entries(SCENARIO_FORM.properties ?? {});
  return [
    NOTE,
    "# Reference of scenarios",
    "How they are written is told in [scenarios.md](scenarios.md); this page lists all there is.",
    "## Fields",
    "Every field is optional unless it says so. The flag of `homesync-sim run` overrides the field.",
    ...sections.flatMap(([name, form]) => sectionOf(name, form)),
    "## Metrics",
    "What a threshold can be about, what reports show, and what Prometheus finds as `homesync_sim_...`.",
    "### Counts",
    "Compared as they are, per second with `.rate` (`/s`), or, where it says of what, in percent.",
    table(
      ["metric", "counts", "100 % is"],
      Object.entries(COUNTERS).map(([name, meaning]) => [
        `\`${name}\``,
        meaning,
        (SHARE_OF[name as keyof typeof COUNTERS] ?? []).map((whole) => `\`${whole}\``).join(" + "),
      ]),
    ),
    "### Levels",
    "Compared as they are, or in percent of the nodes of the fleet.",
    table(
      ["metric", "is"],
      Object.entries(GAUGES).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    "### Times",
    `Compared in \`ms\`, \`s\` or \`m\`, with one of ${STATISTICS.filter((stat) => stat !== "count")
      .map((stat) => `\`.${stat}\``)
      .join(", ")}; or \`.count\`, their number.`,
    table(
      ["metric", "time"],
      Object.entries(HISTOGRAMS).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    "",
  ].join("\n\n");
}

function sectionOf(name: string, form: Form): string[] {
  if (form.items !== undefined) return listOf(name, form, form.items);
  const title = [`### \`${name}\``, `${sentence(form.description)} ${flagText([name])}`.trim()];
  if (form.properties === undefined) return [...title, `Expected: ${expectation(form)}.`];
  return [...title, fieldTable(form, (field) => flagText([name, field]))];
}

function listOf(name: string, form: Form, items: Form): string[] {
  const title = [`### \`${name}\``, `A list: ${form.description}. ${flagText([name])}`];
  const kinds = formsByKind(items);
  if (kinds === undefined) return [...title, `Each is ${expectation(items)}.`];
  return [
    ...title,
    ...[...kinds].flatMap(([kind, member]) => [
      `**\`kind: ${kind}\`**: ${member.description}`,
      fieldTable(member, () => ""),
    ]),
  ];
}

function fieldTable(form: Form, flagOf: (field: string) => string): string {
  const fields = Object.entries(form.properties ?? {}).filter(([field]) => field !== "kind");
  if (fields.length === 0) return "";
  const required = new Set(form.required);
  const rows = fields.map(([field, member]) => [
    `\`${field}\`${required.has(field) ? " (required)" : ""}`,
    [describe(member), flagOf(field)].filter((text) => text !== "").join(". "),
    member.properties === undefined ? expectation(member) : groupText(member),
  ]);
  return table(["field", "meaning", "expected"], rows);
}

const describe = (form: Form): string => {
  const { description = "", default: standard } = form;
  return standard === undefined || standard === false ? description : `${description} [default: ${standard}]`;
};

const groupText = ({ properties = {} }: Form): string =>
  `a group of ${Object.entries(properties)
    .map(([key, member]) => `\`${key}\` (${member.description ?? expectation(member)})`)
    .join(", ")}`;

function flagText(path: readonly string[]): string {
  const flag = FLAGS.find((known) => known.path.join(".") === path.join("."));
  return flag === undefined ? "" : `Flag: \`--${flag.name}\``;
}

function sentence(text = ""): string {
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
