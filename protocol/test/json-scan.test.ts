import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../src/index.ts";
import { scanJson } from "../src/json-scan.ts";

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Depth of a parsed value: 0 of a scalar, 1 of a flat object. */
const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

/** A key with some of its characters as escapes. */
const spelled = (key: string, escapes: readonly boolean[]): string =>
  `"${Array.from({ length: key.length }, (_, index) =>
    escapes[index % escapes.length]
      ? `\\u${key.charCodeAt(index).toString(16).padStart(4, "0")}`
      : JSON.stringify(key[index]).slice(1, -1),
  ).join("")}"`;

describe("scanJson and JSON.parse agree", () => {
  test("on texts that JSON.stringify made, with any indent", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat({ max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const tooDeep = depthOf(value) > LIMITS.maxJsonDepth.value;
        // The keys and texts of fc.jsonValue are well formed, and a JavaScript object has no key twice.
        expect(scanJson(text)?.code).toBe(tooDeep ? "too_deep" : undefined);
      }),
    );
  });

  test("on such texts with characters changed, added or left out", () => {
    const piece = fc.oneof(
      fc.constantFrom(...'{}[],:"\\/0123456789.-+eEtrufalsn \t\n\r\u0000\u00a0'),
      fc.constantFrom("\\u00e9", "\\ud800", "null", "1e5", '"a":', "\\u"),
      fc.constant(""),
    );
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), piece), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.json(), edits, (json, changes) => {
        const text = changes.reduce((changed, [place, removed, added]) => {
          const at = place % (changed.length + 1);
          return changed.slice(0, at) + added + changed.slice(at + removed);
        }, json);
        const code = scanJson(text)?.code;
        // The other codes end the scan before its grammar is known.
        fc.pre(code === undefined || code === "bad_json");
        expect(code === undefined).toBe(isJson(text));
      }),
      { numRuns: 5000 },
    );
  });

  test("on texts of JSON's own characters", () => {
    const text = fc.string({ unit: fc.constantFrom(...'{}[],:"\\0123.-eEnul tfa'), maxLength: 12 });
    fc.assert(
      fc.property(text, (candidate) => {
        const code = scanJson(candidate)?.code;
        fc.pre(code === undefined || code === "bad_json");
        expect(code === undefined).toBe(isJson(candidate));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("keys", () => {
  const key = fc.string({ unit: "binary", maxLength: 6 });
  const escapes = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });

  test("different ones may stand in an object in any number and spelling", () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 40 }), escapes, (keys, spelling) => {
        expect(scanJson(`{${keys.map((name) => `${spelled(name, spelling)}:0`).join(",")}}`)).toBeUndefined();
      }),
    );
  });

  test("the same one may not, however it is spelled", () => {
    const keys = fc.uniqueArray(key, { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(keys, fc.nat(), escapes, escapes, (names, which, first, second) => {
        const members = names.map((name) => `${spelled(name, first)}:0`);
        members.push(`${spelled(names[which % names.length] ?? "", second)}:0`);
        expect(scanJson(`{${members.join(",")}}`)?.code).toBe("duplicate_key");
      }),
    );
  });
});

test("a fault names the place where the text went wrong", () => {
  expect(scanJson('{"a":1,}')).toStrictEqual({ code: "bad_json", offset: 7 });
  expect(scanJson('{"a":"x\\ud800"}')).toStrictEqual({ code: "bad_utf8", offset: 7 });
  expect(scanJson(`${"[".repeat(9)}`)).toStrictEqual({ code: "too_deep", offset: 8 });
});
