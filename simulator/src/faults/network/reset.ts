import { momentaryFault } from "../fault-kind.ts";

export const reset = momentaryFault(
  {
    kind: "reset",
    place: "network",
    meaning: "the connections are reset: a router forgot them. With everyone it is a storm of reconnects",
    parameters: {},
  },
  (_fault, { act }) => act({ kind: "abort_connection" }),
);
