import { LIMITS } from "@homesync/protocol";
import { Type } from "typebox";
import { momentaryFault } from "../fault-kind.ts";
import { largePublish } from "./frames.ts";

const LARGEST = LIMITS.maxMessageBytes.value;

export const oversizedPacket = momentaryFault(
  {
    kind: "oversized_packet",
    place: "protocol",
    meaning: "the nodes send a message that is larger than the broker accepts",
    parameters: {
      bytes: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: 250_000,
          description: `size of its payload; one byte above the limit of ${LARGEST} when absent`,
        }),
      ),
    },
  },
  ({ bytes = LARGEST + 1 }, { act }) => act({ kind: "send_bytes", bytes: largePublish(bytes) }),
);
