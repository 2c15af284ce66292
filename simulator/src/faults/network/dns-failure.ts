import { lastingFault } from "../fault-kind.ts";

/** A name that never resolves (RFC 2606). */
const NOWHERE = { host: "broker.invalid", port: 1883 };

export const dnsFailure = lastingFault(
  {
    kind: "dns_failure",
    place: "network",
    meaning: "the broker's name does not resolve: who is connected stays so, who connects fails",
    parameters: {},
  },
  (_fault, { act }) => {
    act({ kind: "redirect", to: NOWHERE });
    return () => act({ kind: "redirect", to: null });
  },
);
