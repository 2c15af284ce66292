import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TreeCopy } from "../metric/tree-copy.ts";

const GUIDE = fileURLToPath(new URL("../../docs/adding-a-metric.md", import.meta.url));
const TABLE = "protocol/src/table/metrics.ts";
const END_OF_TABLE = "\n} as const satisfies Record<string, Metric>;";
const NAME = "apparent_power";

/** The row that the guide adds. */
async function documentedRow(): Promise<string> {
  const [, row] = /^```ts row\n(.*?)^```$/ms.exec(await readFile(GUIDE, "utf8")) ?? [];
  if (row === undefined) throw new Error(`${GUIDE} has no block that begins with \`\`\`ts row`);
  return row;
}

describe("a metric is one row of the table (docs/adding-a-metric.md)", { timeout: 120_000 }, () => {
  let tree: TreeCopy;
  beforeAll(async () => {
    tree = await TreeCopy.create();
    await tree.edit(TABLE, END_OF_TABLE, `\n${await documentedRow()}${END_OF_TABLE.trimStart()}`);
    await tree.run("protocol/generate/main.ts");
  }, 120_000);
  afterAll(() => tree?.remove());

  test("makes its schema, AsyncAPI channel, C++ constants and documentation", async () => {
    const schema = JSON.parse(await tree.read(`protocol/generated/schema/telemetry.${NAME}.json`));
    expect(schema.properties).toMatchObject({ value: { maximum: 26_000 }, unit: { const: "VA" } });
    const asyncapi = await tree.read("protocol/generated/asyncapi.json");
    expect(asyncapi).toContain(`homesync/{home_id}/nodes/{node_id}/telemetry/${NAME}`);
    expect(await tree.read("protocol/generated/schema/command.config.json")).toContain(`deadband_${NAME}`);
    expect(await tree.read("protocol/generated/cpp/homesync/protocol.h")).toContain("kApparentPower = 7");
    expect(await tree.read("docs/protocol.md")).toMatch(
      /[|] `apparent_power` [|] `VA` [|] 0 to 26000 [|] 1 /,
    );
  });

  test("the core built from it measures, publishes and is configured; the bridge stores, shows and documents it", async () => {
    await tree.run("firmware/wasm/build.ts");
    const told = JSON.parse(await tree.run("e2e/metric/observe.ts", NAME));
    // 920 W at a power factor of 0.8 are 1150 VA.
    expect(told.history).toMatchObject({ metric: NAME, unit: "VA" });
    expect(told.history.points[0].value).toBeCloseTo(1150, 0);
    expect(told.metrics[NAME]).toMatchObject({ unit: "VA", quality: 100 });
    expect(told.settings).toMatchObject({ status: "confirmed", result: { [`deadband_${NAME}`]: 5 } });
    expect(JSON.stringify(told.openapi)).toContain(`"${NAME}"`);

    const history = await tree.run(
      "simulator/src/cli/main.ts",
      ...["backfill", "--quiet", "--nodes", "1", "--format", "json"],
      ...["--from", "2026-01-01T00:00:00Z", "--to", "2026-01-01T00:02:00Z"],
    );
    expect(history).toContain(`"metric":"${NAME}"`);
  });

  test("a place that a setting has already is refused, with the first free one", async () => {
    await tree.edit(TABLE, "place: 17,", "place: 16,");
    try {
      await expect(tree.run("protocol/generate/main.ts")).rejects.toThrow("the first free place is 17");
    } finally {
      await tree.edit(TABLE, "place: 16,", "place: 17,");
    }
  });
});
