type Part<Result> = () => Promise<Result>;

/**
 * The parts of a bench that were asked for by name; all where none was.
 * @param noun what a part is called, as a message has it
 * @throws Error when there is no such part; it names those that there are
 */
export function chooseParts<Result>(
  noun: string,
  parts: Readonly<Record<string, Part<Result>>>,
  names: readonly string[],
): Part<Result>[] {
  return (names.length === 0 ? Object.keys(parts) : names).map((name) => {
    const part = parts[name];
    if (part === undefined) {
      throw new Error(`no ${noun} ${name}: choose from ${Object.keys(parts).join(", ")}`);
    }
    return part;
  });
}
