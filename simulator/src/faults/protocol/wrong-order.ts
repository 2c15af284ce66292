import { momentaryFault } from "../fault-kind.ts";
import { SECOND_CONNECT } from "./frames.ts";

export const wrongOrder = momentaryFault(
  {
    kind: "wrong_order",
    place: "protocol",
    meaning:
      "the nodes send a second CONNECT in the middle of their session: the broker must close the connection",
    parameters: {},
  },
  (_fault, { act }) => act({ kind: "send_bytes", bytes: SECOND_CONNECT }),
);
