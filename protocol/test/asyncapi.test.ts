import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Parser } from "@asyncapi/parser";
import { expect, test } from "vitest";
import { TOPIC_KEYS, TOPICS } from "../src/index.ts";

const path = join(import.meta.dirname, "../generated/asyncapi.json");
const { document, diagnostics } = await new Parser().parse(readFileSync(path, "utf8"));

/** DiagnosticSeverity of the parser: 0 error, 1 warning, 2 information. */
const WARNING = 1;

test("the AsyncAPI document passes AsyncAPI's own parser without error or warning", () => {
  expect(diagnostics.filter(({ severity }) => severity <= WARNING)).toStrictEqual([]);
  expect(document?.version()).toBe("3.0.0");
});

test.each(TOPIC_KEYS)("it says of %s who sends it, its QoS and whether it is retained", (key) => {
  const operation = document
    ?.operations()
    .all()
    .find((candidate) => candidate.id() === key.replace("/", "."));
  const { direction, qos, retain } = TOPICS[key];
  expect(operation?.action()).toBe(direction === "from-node" ? "send" : "receive");
  expect(operation?.bindings().get("mqtt")?.value()).toStrictEqual({ qos, retain });
  expect(operation?.channels().all()[0]?.address()).toBe(`homesync/{home_id}/nodes/{node_id}/${key}`);
  expect(operation?.messages().all()[0]?.name()).toBe(key);
});
