import type { Collection, NamedTest } from "./collect.ts";

const HEAD = `# From the requirements to the tests

<!-- Made by \`make requirements\` from the titles of the tests. Do not edit. -->

Each scenario of the specification, and the tests that are named for it: their titles begin with the requirement's number and the
scenario's name, as in \`REQ-005 Command retry: ...\`.

| requirement | scenario | tests |
|---|---|---|
`;

/** The page with the table from scenario to test. */
export function page({ tests }: Collection): string {
  const rows = [...tests].map(([scenario, named]) => {
    const [requirement = "", ...words] = scenario.split(" ");
    return `| ${requirement} | ${words.join(" ")} | ${cell(named)} |`;
  });
  return `${HEAD}${rows.join("\n")}\n`;
}

function cell(tests: readonly NamedTest[]): string {
  if (tests.length === 0) return "none yet";
  const lines = tests.map(({ file, shows }) => `[${file}](../${file}): ${escaped(shows)}`);
  // Sorted, so that a test that moves within its file changes nothing.
  return lines.sort().join("<br>");
}

const escaped = (text: string): string =>
  text.replace(/\s+/g, " ").replace(/[|<>*_[\]`\\]/g, (character) => `\\${character}`);
