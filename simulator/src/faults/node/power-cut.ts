import { lastingFault } from "../fault-kind.ts";

export const powerCut = lastingFault(
  {
    kind: "power_cut",
    place: "node",
    meaning: "the supply fails without a word on the network; lifted, the node boots",
    parameters: {},
  },
  (_fault, { nodes }) => {
    for (const node of nodes) node.powerOff();
    return () => {
      for (const node of nodes) node.powerOn();
    };
  },
);
