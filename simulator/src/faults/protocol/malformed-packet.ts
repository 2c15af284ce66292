import { Type } from "typebox";
import { uniform } from "../../world/noise.ts";
import { momentaryFault } from "../fault-kind.ts";
import { MALFORMED, MALFORMED_FORMS, type MalformedForm } from "./frames.ts";
import { to } from "./receiver.ts";

export const malformedPacket = momentaryFault(
  {
    kind: "malformed_packet",
    place: "protocol",
    meaning:
      "bytes that are no MQTT packet: whoever gets them closes the connection, and the node comes back",
    parameters: {
      to,
      form: Type.Optional(
        Type.Enum([...MALFORMED_FORMS] as [MalformedForm, ...MalformedForm[]], {
          description: "what is wrong with it; drawn by the seed when absent",
        }),
      ),
    },
  },
  ({ form, to = "broker" }, { act, seed }) => {
    const drawn = MALFORMED_FORMS[Math.floor(uniform(seed, 0) * MALFORMED_FORMS.length)] as MalformedForm;
    const bytes = MALFORMED[form ?? drawn];
    if (to === "broker") act({ kind: "send_bytes", bytes });
    else act({ kind: "receive_bytes", bytes, when: "now" });
  },
);
