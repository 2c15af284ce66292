import { Scenario } from "./schema.ts";

/** The scenario's JSON Schema, as editors want it: the file that every scenario names in its first line. */
export function scenarioJsonSchema(): string {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "HomeSync scenario",
    $comment: "Made from simulator/src/scenario/schema.ts by `homesync-sim scenario schema`; do not edit.",
    ...Scenario,
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
