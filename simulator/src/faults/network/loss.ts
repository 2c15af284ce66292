import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

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
  ({ rate }, { impair, seed }) => impair({ kind: "loss", rate, seed }),
);
