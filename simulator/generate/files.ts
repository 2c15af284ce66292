import { scenarioJsonSchema } from "../src/scenario/json-schema.ts";
import { referencePage } from "./reference-page.ts";

/** What is made from the scenario's schema and committed: path from the root of the repository, and content. */
export const generatedFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ["simulator/scenarios/scenario.schema.json", scenarioJsonSchema()],
    ["docs/scenario-reference.md", referencePage()],
  ]);
