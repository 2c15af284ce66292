import { brokerFault } from "../fault-kind.ts";
import { requiredBroker } from "./required-broker.ts";

export const brokerRestart = brokerFault(
  {
    kind: "broker_restart",
    meaning:
      "the broker drops every connection and is gone; lifted, it is there again with its sessions and retained messages",
    parameters: {},
  },
  async (_fault, scene) => {
    const broker = requiredBroker(scene);
    await broker.suspend();
    return () => broker.resume();
  },
);
