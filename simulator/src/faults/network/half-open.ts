import { lastingFault } from "../fault-kind.ts";

export const halfOpen = lastingFault(
  {
    kind: "half_open",
    place: "network",
    meaning:
      "nothing gets through, not even the end of a connection: each side believes that the other is there until its keep-alive says no",
    parameters: {},
  },
  (_fault, { impair }) => impair({ kind: "half_open" }),
);
