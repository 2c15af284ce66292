import { Type } from "typebox";
import { uniform } from "../../world/noise.ts";
import { momentaryFault } from "../fault-kind.ts";
import { MALFORMED, MALFORMED_FORMS, type MalformedForm } from "./frames.ts";

export const malformedPacket = momentaryFault(
  {
    kind: "malformed_packet",
    place: "protocol",
    meaning: "the nodes send bytes that are no MQTT packet: the broker must close the connection",
    parameters: {
      form: Type.Optional(
        Type.Enum([...MALFORMED_FORMS] as [MalformedForm, ...MalformedForm[]], {
          description: "what is wrong with it; drawn by the seed when absent",
        }),
      ),
    },
  },
  ({ form }, { act, seed }) => {
    const drawn = MALFORMED_FORMS[Math.floor(uniform(seed, 0) * MALFORMED_FORMS.length)] as MalformedForm;
    act({ kind: "send_bytes", bytes: MALFORMED[form ?? drawn] });
  },
);
