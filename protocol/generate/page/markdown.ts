/** A table with a head; cells may hold Markdown. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

/** Text as code inside a table's cell. */
export const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;

/** Texts as code, separated by commas. */
export const codes = (texts: readonly string[]): string => texts.map(code).join(", ");
