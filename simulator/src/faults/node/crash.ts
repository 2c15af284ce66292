import { momentaryFault } from "../fault-kind.ts";

export const crash = momentaryFault(
  {
    kind: "crash",
    place: "node",
    meaning: "the firmware fails with an exception; the node boots again with what its memory retains",
    parameters: {},
  },
  (_fault, { act }) => act({ kind: "crash", cause: "exception" }),
);
