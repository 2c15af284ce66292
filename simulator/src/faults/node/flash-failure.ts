import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const flashFailure = lastingFault(
  {
    kind: "flash_failure",
    place: "node",
    meaning: "the flash is worn out and takes nothing more",
    parameters: {
      cut_after_bytes: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 4096,
          description:
            "instead, the supply fails when so many more bytes have been written, and is back when the fault is lifted",
        }),
      ),
    },
  },
  ({ cut_after_bytes: bytes }, { act }) => {
    if (bytes === undefined) act({ kind: "flash", mode: "worn_out" });
    else act({ kind: "flash", mode: "power_cut_after", bytes });
    return () => {
      act({ kind: "flash", mode: "good" });
      if (bytes !== undefined) act({ kind: "power_on" });
    };
  },
);
