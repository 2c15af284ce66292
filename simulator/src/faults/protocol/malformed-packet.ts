import { Type } from "typebox";
import { momentaryFault } from "../fault-kind.ts";
import { MALFORMED, MALFORMED_FORMS, type MalformedForm } from "./frames.ts";
import { put, Toward } from "./toward.ts";

export const malformedPacket = momentaryFault(
  {
    kind: "malformed_packet",
    place: "protocol",
    meaning: "bytes that are no MQTT packet, in the middle of a session: the connection must be closed",
    parameters: {
      form: Type.Optional(
        Type.Enum([...MALFORMED_FORMS] as [MalformedForm, ...MalformedForm[]], {
          description: "what is wrong with it; drawn by the seed when absent",
        }),
      ),
      toward: Toward,
    },
  },
  ({ form, toward }, { nodes, random }) => {
    const drawn = (): MalformedForm =>
      MALFORMED_FORMS[Math.floor(random() * MALFORMED_FORMS.length)] as MalformedForm;
    put(nodes, toward, () => MALFORMED[form ?? drawn()]);
  },
);
