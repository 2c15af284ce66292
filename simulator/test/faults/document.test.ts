import { test } from "vitest";
import { FAULT_KINDS } from "../../src/faults/index.ts";
import { expectDocumented, markdownTable } from "../documented.ts";

const COMMON = ["kind", "at_s", "duration_s", "whom"];

interface Field {
  readonly description?: string;
}

test("docs/faults.md has every kind with its parameters", () => {
  const places = ["node", "network", "protocol", "broker"] as const;
  const sections = places.map((place) => {
    const rows = FAULT_KINDS.filter((kind) => kind.place === place).map(
      ({ kind, lasts, meaning, schema }) => {
        const parameters = Object.entries(schema.properties as Record<string, Field>)
          .filter(([name]) => !COMMON.includes(name))
          .map(([name, { description }]) => `\`${name}\`: ${description ?? ""}`);
        return [`\`${kind}\``, lasts ? "lasts" : "a moment", meaning, parameters.join("; ")];
      },
    );
    return `On the ${place}:\n\n${markdownTable(["kind", "", "what happens", "parameters"], rows)}\n`;
  });
  expectDocumented("faults.md", "faults", sections.join("\n"));
});
