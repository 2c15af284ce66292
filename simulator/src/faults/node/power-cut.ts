import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const powerCut = lastingFault(
  {
    kind: "power_cut",
    place: "node",
    meaning: "the supply fails; lifted, the node boots",
    parameters: {
      silent: Type.Optional(
        Type.Boolean({
          description:
            "true: the connection stays open with nobody behind it, as after a real power cut, and the broker notices by the keep-alive only",
        }),
      ),
    },
  },
  ({ silent = false }, { act }) => {
    act({ kind: "power_cut", silent });
    return () => act({ kind: "power_on" });
  },
);
