import { describe, expect, test } from "vitest";
import { digits, figureLine, holds, summarise } from "../measure/figure.ts";
import { atLeast, atMost } from "../measure/index.ts";

describe("a figure", () => {
  test("is the median of its runs, with the least and the most", () => {
    expect(summarise({ name: "cost", unit: "CPU-ms" }, [5, 1, 9])).toEqual({
      name: "cost",
      unit: "CPU-ms",
      median: 5,
      min: 1,
      max: 9,
      runs: 3,
    });
  });

  test.each([{ values: [] }, { values: [1, Number.NaN] }, { values: [Number.POSITIVE_INFINITY] }])(
    "that was not measured is none: $values",
    ({ values }) => {
      expect(() => summarise({ name: "cost", unit: "" }, values)).toThrow("cost was not measured");
    },
  );

  test.each([
    { bar: atLeast(2), value: 2, kept: true },
    { bar: atLeast(2), value: 1.9, kept: false },
    { bar: atMost(0), value: 0, kept: true },
    { bar: atMost(0), value: 1, kept: false },
  ])("of $value keeps $bar.kind $bar.limit: $kept", ({ bar, value, kept }) => {
    const figure = summarise({ name: "ratio", unit: "times", bar }, [value]);
    expect(holds(figure)).toBe(kept);
    expect(figureLine(figure, true)).toContain(kept ? "holds" : "SHORT");
    expect(figureLine(figure, false)).not.toMatch(/holds|SHORT/);
  });

  test.each([
    [0.012345, "0.0123"],
    [99.96, "100"],
    [123456.7, "123,457"],
    [0, "0"],
  ])("shows what counts of %d: %s", (value, text) => expect(digits(value)).toBe(text));
});
