import { Type } from "typebox";
import type { FaultyNode } from "../scene.ts";

/** Who gets bytes that the other side did not send. */
export const Toward = Type.Optional(
  Type.Enum(["broker", "node"], {
    description: "who gets it, as if from the other side; the broker when absent",
  }),
);

/** Puts bytes on the connections of nodes; those that have none are passed over. */
export function put(
  nodes: readonly FaultyNode[],
  toward: "broker" | "node" | undefined,
  bytes: (node: FaultyNode) => Uint8Array,
): void {
  for (const node of nodes) {
    const { end } = node.line;
    if (toward === "node") end?.sendToNode(bytes(node));
    else end?.sendToBroker(bytes(node));
  }
}
