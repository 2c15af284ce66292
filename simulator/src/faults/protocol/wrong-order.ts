import { momentaryFault } from "../fault-kind.ts";
import { SECOND_CONNECT, smallPublish } from "./frames.ts";
import { to } from "./receiver.ts";

export const wrongOrder = momentaryFault(
  {
    kind: "wrong_order",
    place: "protocol",
    meaning:
      "a packet that may not come now: to the broker a second CONNECT in the middle of a session, to a node a PUBLISH before the CONNACK, for which it is reset first; whoever gets it closes the connection, and the node comes back",
    parameters: { to },
  },
  ({ to = "broker" }, { act }) => {
    if (to === "broker") {
      act({ kind: "send_bytes", bytes: SECOND_CONNECT });
      return;
    }
    act({ kind: "receive_bytes", bytes: smallPublish(), when: "before_connack" });
    act({ kind: "abort_connection" });
  },
);
