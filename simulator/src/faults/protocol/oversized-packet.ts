import { LIMITS } from "@homesync/protocol";
import { Type } from "typebox";
import { momentaryFault } from "../fault-kind.ts";
import { largePublish } from "./frames.ts";
import { to } from "./receiver.ts";

const LARGEST = LIMITS.maxMessageBytes.value;

export const oversizedPacket = momentaryFault(
  {
    kind: "oversized_packet",
    place: "protocol",
    meaning:
      "a message that is larger than a broker accepts: it closes the connection, and the node comes back; a node that gets one reads over it",
    parameters: {
      to,
      bytes: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 250_000,
          description: `size of its payload; one byte above the limit of ${LARGEST} when absent`,
        }),
      ),
    },
  },
  ({ bytes: size = LARGEST + 1, to = "broker" }, { act }) => {
    const bytes = largePublish(size);
    if (to === "broker") act({ kind: "send_bytes", bytes });
    else act({ kind: "receive_bytes", bytes, when: "now" });
  },
);
