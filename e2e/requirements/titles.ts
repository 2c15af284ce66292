import ts from "typescript";

/** Functions whose first argument is the title of a test or of a group of them. */
const RUNNERS = new Set(["test", "it", "describe"]);

/** The titles of the tests in a TypeScript file, `test.each(...)("title")` included. */
export function titlesOfTypeScript(file: string, source: string): readonly string[] {
  const kind = file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && RUNNERS.has(runnerOf(node.expression) ?? "")) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false, kind));
  return titles;
}

/** The name at the root of `test`, `test.only`, `test.each(...)`, `test.skipIf(...)`. */
function runnerOf(node: ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return runnerOf(node.expression);
  return ts.isTaggedTemplateExpression(node) ? runnerOf(node.tag) : undefined;
}

/** The titles of the core's unit tests in a C++ file: `TEST("title")`, also in pieces over several lines. */
export function titlesOfCpp(source: string): readonly string[] {
  return [...source.matchAll(/\bTEST\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)/g)].map(([, pieces = ""]) =>
    [...pieces.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, piece = ""]) => piece).join(""),
  );
}
