import { LIMITS } from "@homesync/protocol";
import { Type } from "typebox";
import { momentaryFault } from "../fault-kind.ts";
import { largePublish } from "./frames.ts";
import { put, Toward } from "./toward.ts";

const LARGEST = LIMITS.maxMessageBytes.value;

export const oversizedPacket = momentaryFault(
  {
    kind: "oversized_packet",
    place: "protocol",
    meaning: "a message that is larger than the broker, or a node, accepts",
    parameters: {
      bytes: Type.Optional(
        Type.Integer({
          minimum: 1025,
          maximum: 1_048_576,
          description: `size of its payload; one byte above the broker's limit of ${LARGEST} when absent`,
        }),
      ),
      toward: Toward,
    },
  },
  ({ bytes = LARGEST + 1, toward }, { nodes }) => {
    const frame = largePublish(bytes);
    put(nodes, toward, () => frame);
  },
);
