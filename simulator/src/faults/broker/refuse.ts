import { Type } from "typebox";
import { brokerFault } from "../fault-kind.ts";
import { requiredBroker } from "./required-broker.ts";

const SERVER_UNAVAILABLE = 3;

export const brokerRefuse = brokerFault(
  {
    kind: "broker_refuse",
    meaning: "the broker refuses every new connection; who is connected stays so",
    parameters: {
      return_code: Type.Optional(
        Type.Integer({
          minimum: 2,
          maximum: 5,
          description:
            "of the CONNACK (MQTT 3.1.1, table 3.1): 2 identifier, 3 unavailable, 4 credentials, 5 not authorised; 3 when absent",
        }),
      ),
    },
  },
  ({ return_code: returnCode = SERVER_UNAVAILABLE }, scene) => {
    const broker = requiredBroker(scene);
    broker.refuse(returnCode);
    return () => broker.refuse(undefined);
  },
);
