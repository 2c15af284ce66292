import { momentaryFault } from "../fault-kind.ts";

export const watchdog = momentaryFault(
  {
    kind: "watchdog",
    place: "node",
    meaning:
      "the firmware hangs and the watchdog resets it; the node boots again with what its memory retains",
    parameters: {},
  },
  (_fault, { act }) => act({ kind: "crash", cause: "watchdog" }),
);
