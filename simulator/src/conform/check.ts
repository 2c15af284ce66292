import type { Subject } from "./subject.ts";

/** One rule of the protocol, and how to see whether a node keeps it. */
export interface Check {
  /** Short and stable: for reports. */
  readonly name: string;
  /** What holds when it passes. */
  readonly title: string;
  /** The clauses: REQ numbers of the specification, sections, decisions of the design. */
  readonly source: string;
  /**
   * Resolves when the node keeps the rule.
   * @throws Violation when it does not
   * @throws NotChecked when that cannot be told here
   */
  run(subject: Subject): Promise<void>;
}

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
