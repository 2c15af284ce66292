import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const flashFailure = lastingFault(
  {
    kind: "flash_failure",
    place: "node",
    meaning:
      "the flash is worn out and takes nothing more; or, with cut_after_bytes, the supply fails in the middle of a write, and comes back with the end of the fault",
    parameters: {
      cut_after_bytes: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 4096, description: "bytes written before the supply fails" }),
      ),
    },
  },
  ({ cut_after_bytes: bytes }, { nodes }) => {
    for (const node of nodes) {
      if (bytes === undefined) node.setFlash("worn_out");
      else node.cutPowerAfterWriting(bytes);
    }
    return () => {
      for (const node of nodes) {
        node.setFlash("good");
        if (bytes !== undefined) node.powerOn();
      }
    };
  },
);
