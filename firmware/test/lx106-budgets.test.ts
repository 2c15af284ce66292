import { describe, expect, test } from "vitest";
import { judgeBudgets } from "./lx106/budgets.ts";
import { readProbe, readTotals } from "./lx106/probe-output.ts";

const figures = {
  "core code and constants, bytes": 30_000,
  "provisioning code and constants, bytes": 8_000,
  "static RAM, bytes": 0,
  "a node's RAM, bytes": 1_000,
  "deepest stack, bytes": 1_500,
};
const causes = {
  "core code and constants, bytes": "the largest: session",
  "provisioning code and constants, bytes": "the largest: provisioner",
  "static RAM, bytes": "a global",
  "a node's RAM, bytes": "sizeof(Node)",
  "deepest stack, bytes": 'in "reconnect"',
};

describe("the budgets of the lx106", () => {
  test("a figure at its budget is within it", () => {
    expect(judgeBudgets(figures, figures, causes).map(({ holds }) => holds)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  test("a figure one byte over fails, and the line says by how much and where to look", () => {
    const verdicts = judgeBudgets(figures, { ...figures, "deepest stack, bytes": 1_499 }, causes);
    expect(verdicts.filter(({ holds }) => !holds)).toEqual([
      { holds: false, line: 'FAILED deepest stack, bytes: 1500 of 1499, 1 too many: in "reconnect"' },
    ]);
  });
});

describe("the output of an image", () => {
  test("is read with the deepest area first", () => {
    const output =
      "8 passed, 1 failed\nnode 1016\nstack 912 telemetry\nstack 1056 command: bad_json\non stack 16\n";
    expect(readTotals(output)).toEqual({ passed: 8, failed: 1 });
    expect(readProbe(output)).toEqual({
      nodeBytes: 1016,
      stacks: [
        { area: "command: bad_json", bytes: 1056 },
        { area: "telemetry", bytes: 912 },
      ],
      onStack: [16],
    });
  });

  test("of one that faulted has no totals and no figures", () => {
    const output = "\nthe processor faulted: EXCCAUSE 0x0000001c\n";
    expect(readTotals(output)).toBeNull();
    expect(readProbe(output)).toBeNull();
  });
});
