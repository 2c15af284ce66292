/** One instruction of a Containerfile: `RUN npm install`. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions, in order; each is on a line of its own. */
export const readContainerfile = (text: string): readonly Instruction[] =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
      if (name === "") throw new Error(`no instruction of a Containerfile: ${line}`);
      return { name, text: rest };
    });

/** What all instructions of a name say. */
export const textsOf = (instructions: readonly Instruction[], name: string): readonly string[] =>
  instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);

/** What the one instruction of a name says. @throws Error when there is none, or more */
export function textOf(instructions: readonly Instruction[], name: string): string {
  const [text, ...more] = textsOf(instructions, name);
  if (text === undefined || more.length > 0) throw new Error(`${more.length + (text ? 1 : 0)} times ${name}`);
  return text;
}

/** The words of a command in its JSON form, such as `CMD ["node", "-e", "..."]`. */
export const wordsOf = (text: string): readonly string[] =>
  JSON.parse(text.slice(text.indexOf("["))) as string[];
