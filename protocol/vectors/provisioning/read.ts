import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorCodeName } from "../../src/index.ts";
import { bytesOf } from "../read.ts";

/** One golden line on the serial port of a node without an account, and what it is answered with. */
export interface ProvisioningVector {
  readonly name: string;
  readonly line: Uint8Array;
  /** Undefined where a success depends on the node, and for a refusal. */
  readonly result: string | undefined;
  /** Undefined for a success. */
  readonly error: { readonly code: ErrorCodeName; readonly field: string } | undefined;
  /** Whether the schema takes the line all the same. */
  readonly isRaisedByNode: boolean;
}

interface StoredLine {
  readonly name: string;
  readonly line?: string;
  readonly repeat?: Parameters<typeof bytesOf>[0]["repeat"];
  readonly result?: string;
  readonly error?: NonNullable<ProvisioningVector["error"]>;
  readonly raisedBy?: "node";
}

export function readProvisioningVectors(): readonly ProvisioningVector[] {
  const text = readFileSync(join(import.meta.dirname, "lines.json"), "utf8");
  return (JSON.parse(text) as { vectors: readonly StoredLine[] }).vectors.map(
    ({ name, line, repeat, result, error, raisedBy }) => ({
      name,
      line: bytesOf({
        name,
        ...(line === undefined ? {} : { bytes: line }),
        ...(repeat === undefined ? {} : { repeat }),
      }),
      result,
      error,
      isRaisedByNode: raisedBy === "node",
    }),
  );
}
