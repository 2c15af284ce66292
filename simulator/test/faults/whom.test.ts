import { describe, expect, test } from "vitest";
import { type FleetShape, selectNodes } from "../../src/faults/whom.ts";

const FLEET: FleetShape = { seed: 42, nodes: 100, homeIdOf: (index) => `home-${index % 10}` };
const list = (...args: Parameters<typeof selectNodes>): number[] => [...selectNodes(...args)];

describe("whom a fault meets", () => {
  test("everyone, unless it says otherwise", () => {
    expect(list(undefined, FLEET, 1)).toHaveLength(100);
    expect(list({}, FLEET, 1)).toHaveLength(100);
  });

  test("a home, nodes by number, or those of both", () => {
    expect(list({ home: "home-3" }, FLEET, 1)).toEqual([3, 13, 23, 33, 43, 53, 63, 73, 83, 93]);
    expect(list({ nodes: [5, 7, 700] }, FLEET, 1)).toEqual([5, 7]);
    expect(list({ home: "home-3", nodes: [3, 4] }, FLEET, 1)).toEqual([3]);
  });

  test("a share, drawn by the seed: the same in every run, another in every draw", () => {
    const drawn = list({ share: 0.2 }, FLEET, 1);
    expect(drawn).toHaveLength(20);
    expect(list({ share: 0.2 }, FLEET, 1)).toEqual(drawn);
    expect(list({ share: 0.2 }, FLEET, 2)).not.toEqual(drawn);
    expect(list({ share: 0.2 }, { ...FLEET, seed: 43 }, 1)).not.toEqual(drawn);
    expect(list({ share: 0.2, home: "home-3" }, FLEET, 1)).toHaveLength(2);
    expect(list({ share: 0.001 }, FLEET, 1)).toHaveLength(1);
  });
});
