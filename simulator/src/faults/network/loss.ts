import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";
import { impairLines } from "./impair.ts";

/** What one segment carries: an Ethernet frame less the headers of IP and TCP. */
const SEGMENT_BYTES = 1460;
/** First retransmission time-out of a line whose round trip is short; it doubles (RFC 6298, 5.5; Linux' minimum). */
const FIRST_TIMEOUT_MS = 200;
const LONGEST_STALL_MS = 60_000;

export const loss = lastingFault(
  {
    kind: "loss",
    place: "network",
    meaning:
      "segments are lost; TCP sends them again, so that what is lost shows as a stall of 200 ms that doubles with every loss in a row",
    parameters: {
      rate: Type.Number({ minimum: 0, maximum: 0.9, description: "share of the segments that is lost" }),
    },
  },
  ({ rate }, scene) =>
    impairLines(scene, () => ({
      begin: () => (bytes) => {
        let stallMs = 0;
        for (let left = bytes; left > 0; left -= SEGMENT_BYTES) {
          for (let timeoutMs = FIRST_TIMEOUT_MS; scene.random() < rate; timeoutMs *= 2) stallMs += timeoutMs;
        }
        return Math.min(stallMs, LONGEST_STALL_MS);
      },
    })),
);
