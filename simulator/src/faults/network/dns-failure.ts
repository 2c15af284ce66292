import { lastingFault } from "../fault-kind.ts";
import { impairLines } from "./impair.ts";

export const dnsFailure = lastingFault(
  {
    kind: "dns_failure",
    place: "network",
    meaning: "the broker's name does not resolve: who is connected stays so, who connects fails",
    parameters: {},
  },
  (_fault, scene) => impairLines(scene, () => ({ begin: () => () => 0, hidesBroker: true })),
);
