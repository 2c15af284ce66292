import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const bandwidth = lastingFault(
  {
    kind: "bandwidth",
    place: "network",
    meaning: "the line carries only so much in each direction; what is more waits for its turn",
    parameters: {
      bytes_per_s: Type.Integer({ minimum: 1, maximum: 125_000_000, description: "bytes a second, one way" }),
    },
  },
  ({ bytes_per_s: bytesPerS }, { impair }) => impair({ kind: "bandwidth", bytesPerS }),
);
