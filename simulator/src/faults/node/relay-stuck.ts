import { lastingFault } from "../fault-kind.ts";

export const relayStuck = lastingFault(
  {
    kind: "relay_stuck",
    place: "node",
    meaning: "the relay's contact stays where it is: welded or jammed",
    parameters: {},
  },
  (_fault, { nodes }) => {
    for (const node of nodes) node.setRelayStuck(true);
    return () => {
      for (const node of nodes) node.setRelayStuck(false);
    };
  },
);
