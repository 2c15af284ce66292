import type { Check } from "../check.ts";
import { demand, shown } from "../violation.ts";

export const birth: Check = {
  name: "birth",
  title: "says on status/online that it is there, with uptime and firmware, retained",
  source: "REQ-004 Status parsing; REQ-008; Status Messages",
  async run({ observer }) {
    const said = (await observer.retained()).get("status/online");
    demand(said !== undefined, "there is no retained message on status/online");
    const payload = JSON.parse(said.payload.toString());
    demand(
      payload.online === true && Number.isInteger(payload.uptime) && typeof payload.firmware === "string",
      `a node that is there says online: true with uptime and firmware, not ${shown(payload)}`,
    );
  },
};
