import { lastingFault } from "../fault-kind.ts";
import { impairLines } from "./impair.ts";

export const halfOpen = lastingFault(
  {
    kind: "half_open",
    place: "network",
    meaning:
      "nothing gets through, not even the end of a connection: each side believes that the other is there until its keep-alive says no",
    parameters: {},
  },
  (_fault, scene) => impairLines(scene, () => ({ begin: () => () => Number.POSITIVE_INFINITY })),
);
