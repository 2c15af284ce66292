/** The node does not keep a rule; the message says what was expected and what came. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** A rule could not be looked at; the message says why. It never counts as kept. */
export class NotChecked extends Error {
  override readonly name = "NotChecked";
}

/** @throws Violation unless the condition holds */
export function demand(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Violation(message);
}

/** A value in a message for people. */
export const shown = (value: unknown): string => JSON.stringify(value) ?? "nothing";
