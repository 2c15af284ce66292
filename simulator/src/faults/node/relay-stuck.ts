import { lastingFault } from "../fault-kind.ts";

export const relayStuck = lastingFault(
  {
    kind: "relay_stuck",
    place: "node",
    meaning: "the relay's contact stays where it is: welded or jammed",
    parameters: {},
  },
  (_fault, { act }) => {
    act({ kind: "relay", stuck: true });
    return () => act({ kind: "relay", stuck: false });
  },
);
