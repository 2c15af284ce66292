import { PLAN_NAMES, type PlanName } from "@homesync/broker/plans";
import { Type } from "typebox";
import { brokerFault } from "../fault-kind.ts";
import { requiredBroker } from "./required-broker.ts";

export const planLimits = brokerFault(
  {
    kind: "plan_limits",
    meaning: "the broker keeps the limits of a plan from now on; nobody who is connected is turned out",
    parameters: {
      plan: Type.Enum([...PLAN_NAMES] as [PlanName, ...PlanName[]], { description: "which plan" }),
    },
  },
  ({ plan }, scene) => {
    const broker = requiredBroker(scene);
    broker.limitToPlan(plan);
    return () => broker.limitToPlan(undefined);
  },
);
