import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Compile } from "typebox/schema";
import { describe, expect, test } from "vitest";
import { generateAll } from "../generate/outputs.ts";
import { patternLength } from "../generate/pattern-length.ts";
import { leftovers, staleFiles } from "../generate/staleness.ts";
import { parseTopic, TOPIC_KEYS } from "../src/index.ts";
import { readMessageVectors } from "../vectors/read.ts";

const ROOT = join(import.meta.dirname, "../..");
const files = generateAll();

test("the committed files are what the tables make", () => {
  expect(staleFiles(ROOT, files)).toStrictEqual([]);
});

test("every file says in its first lines that it is generated and from what", () => {
  for (const { path, content } of files) {
    expect(content.split("\n").slice(0, 2).join("\n"), path).toMatch(
      /Generated from protocol\/src by protocol\/generate\/[a-z/-]+[.]ts; do not edit[.]/,
    );
  }
});

describe("the check", () => {
  test("names a changed, a missing and a left-over file", () => {
    const root = mkdtempSync(join(tmpdir(), "homesync-generated-"));
    try {
      for (const { path, content } of files.slice(1)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), path === files[1]?.path ? `${content}// edited\n` : content);
      }
      writeFileSync(join(root, "protocol/generated/schema/telemetry.humidity.json"), "{}\n");
      expect(staleFiles(root, files)).toStrictEqual([
        `${files[0]?.path}: is missing`,
        `${files[1]?.path}: differs from what the tables make`,
        "protocol/generated/schema/telemetry.humidity.json: is no longer made from the tables",
      ]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test("knows a file in an empty tree to be missing", () => {
    const root = mkdtempSync(join(tmpdir(), "homesync-generated-"));
    try {
      expect(staleFiles(root, files)).toHaveLength(files.length);
      expect(leftovers(root, files)).toStrictEqual([]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe("the JSON Schemas", () => {
  const schemas = new Map(
    TOPIC_KEYS.map((key) => {
      const path = join(ROOT, `protocol/generated/schema/${key.replace("/", ".")}.json`);
      return [key, Compile(JSON.parse(readFileSync(path, "utf8")))];
    }),
  );
  const vectors = readMessageVectors().flatMap(({ vectors: ofFamily }) => ofFamily);
  const accepts = (topic: string, value: unknown) => {
    const address = parseTopic(topic);
    return address.ok && schemas.get(address.value.key)?.Check(value);
  };

  test("accept the value of every golden vector", () => {
    for (const { name, topic, expected } of vectors) {
      if ("value" in expected) {
        expect(accepts(topic, expected.value), name).toBe(true);
      }
    }
  });

  test("refuse what the codec refuses for a field, but for the calendar", () => {
    for (const { name, topic, bytes, expected } of vectors) {
      const isField = "error" in expected && expected.error.field !== "";
      if (isField && expected.error.code !== "bad_timestamp") {
        expect(accepts(topic, JSON.parse(Buffer.from(bytes).toString("utf8"))), name).toBe(false);
      }
    }
  });
});

describe("the length of a text that a pattern accepts", () => {
  test.each([
    ["^[0-9]{1,5}[.][0-9]{1,5}$", { min: 3, max: 11 }],
    ["^https?://[!-~]{1,390}$", { min: 8, max: 398 }],
    ["^[A-Za-z0-9+/]{64,96}={0,2}$", { min: 64, max: 98 }],
    ["^a([.][0-9]{3})?Z$", { min: 2, max: 6 }],
    ["^[ -~]*$", { min: 0, max: Number.POSITIVE_INFINITY }],
  ])("%s", (pattern, bounds) => {
    expect(patternLength(pattern)).toStrictEqual(bounds);
  });

  test.each(["[0-9]", "^a|b$", "^a+$", "^((a))$"])("%s is refused, as its bound is unknown", (pattern) => {
    expect(() => patternLength(pattern)).toThrow(/anchored|cannot bound/);
  });
});
