import { expect, test } from "vitest";
import { type GcovReport, mergeReports, percentCovered } from "./line-coverage/merge.ts";

const report = (file: string, ...counts: number[]): GcovReport => ({
  files: [{ file, lines: counts.map((count, index) => ({ line_number: index + 1, count })) }],
});
const everything = () => true;

test("a line of a header has run when it ran in any object", () => {
  const files = mergeReports([report("node.h", 0, 1, 0), report("node.h", 2, 0, 0)], everything);
  expect(files).toEqual([{ file: "node.h", lines: 3, missed: [3] }]);
});

test("a file with lines that did not run comes before one without", () => {
  const files = mergeReports([report("a.cpp", 1), report("b.cpp", 0)], everything);
  expect(files.map(({ file }) => file)).toEqual(["b.cpp", "a.cpp"]);
});

test("only the lines of what is measured are counted", () => {
  const reports = [report("lib/core/a.cpp", 1, 1, 1, 0), report("/usr/include/b.h", 0, 0)];
  expect(percentCovered(mergeReports(reports, (file) => file.startsWith("lib/core/")))).toBe(75);
});

test("no counts at all are no coverage", () => {
  expect(percentCovered([])).toBe(0);
});
