import type { Broker } from "@homesync/broker";
import { PLANS, type Plan } from "@homesync/broker/plans";
import type { FaultyBroker } from "../scene.ts";

/**
 * The broker of this process as faults meet it.
 * @param plan the plan that it began with
 */
export function faultyBroker(broker: Broker, plan?: Plan): FaultyBroker {
  return {
    suspend: () => broker.suspend(),
    resume: () => broker.resume(),
    refuse: (returnCode) => broker.refuseConnects(returnCode),
    limitToPlan: (name) => broker.setPlan(name === undefined ? plan : PLANS[name]),
  };
}
