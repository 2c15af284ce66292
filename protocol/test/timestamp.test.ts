import fc from "fast-check";
import { expect, test } from "vitest";
import { formatTimestamp, parseTimestamp } from "../src/index.ts";

const FIRST = Date.parse("1970-01-01T00:00:00.000Z");
const LAST = Date.parse("2099-12-31T23:59:59.999Z");

test("every millisecond of the protocol's years is written and read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: FIRST, max: LAST }), (ms) => {
      expect(parseTimestamp(formatTimestamp(ms))).toBe(ms);
    }),
  );
  expect(parseTimestamp(formatTimestamp(FIRST))).toBe(FIRST);
  expect(parseTimestamp(formatTimestamp(LAST))).toBe(LAST);
});

test("every day of every month is read exactly when the calendar has it", () => {
  for (const year of [1970, 1999, 2000, 2024, 2025, 2099]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const text = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}T12:00:00Z`;
        const date = new Date(Date.UTC(year, month - 1, day, 12));
        const exists =
          date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCFullYear() === year;
        expect(parseTimestamp(text), text).toBe(exists ? date.getTime() : undefined);
      }
    }
  }
});

test("whole seconds and milliseconds are read, no other number of decimals", () => {
  expect(parseTimestamp("2025-02-06T14:30:00Z")).toBe(1738852200000);
  expect(parseTimestamp("2025-02-06T14:30:00.250Z")).toBe(1738852200250);
  expect(parseTimestamp("2025-02-06T14:30:00.2Z")).toBeUndefined();
  expect(parseTimestamp("2025-02-06T14:30:00.2500Z")).toBeUndefined();
});

test.each([FIRST - 1, LAST + 1, Number.NaN, Number.POSITIVE_INFINITY])("%d ms cannot be written", (ms) => {
  expect(() => formatTimestamp(ms)).toThrow(RangeError);
});
