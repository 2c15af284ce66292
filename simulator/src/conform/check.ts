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
