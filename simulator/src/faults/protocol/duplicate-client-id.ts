import { momentaryFault } from "../fault-kind.ts";

export const duplicateClientId = momentaryFault(
  {
    kind: "duplicate_client_id",
    place: "protocol",
    meaning:
      "somebody else connects under the node's client id, as a copy of its flash would: the broker ends the node's connection, the node takes it back",
    parameters: {},
  },
  (_fault, { nodes, impersonate }) =>
    impersonate(nodes.map(({ clientId }) => clientId).filter((clientId) => clientId !== "")),
);
