import { momentaryFault } from "../fault-kind.ts";
import { secondConnack, secondConnect } from "./frames.ts";
import { put, Toward } from "./toward.ts";

export const wrongOrder = momentaryFault(
  {
    kind: "wrong_order",
    place: "protocol",
    meaning:
      "a packet where it may not be: a second CONNECT to the broker, a second CONNACK to a node. The connection must be closed",
    parameters: { toward: Toward },
  },
  ({ toward }, { nodes }) =>
    put(nodes, toward, ({ clientId }) => (toward === "node" ? secondConnack() : secondConnect(clientId))),
);
