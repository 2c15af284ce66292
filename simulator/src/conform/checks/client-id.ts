import type { Check } from "../check.ts";
import { demand, NotChecked, shown } from "../violation.ts";

const RANDOM = /^[A-Za-z0-9_-]{1,64}$/;

export const clientId: Check = {
  name: "client-id",
  title: "connects as homesync_{home_id}_{node_id}_{random}",
  source: "Authentication: Client ID Format; REQ-001",
  async run({ homeId, nodeId, hands }) {
    const id = hands.clientId();
    if (id === undefined) throw new NotChecked("no MQTT client sees the client id of another");
    const prefix = `homesync_${homeId}_${nodeId}_`;
    demand(
      id.startsWith(prefix) && RANDOM.test(id.slice(prefix.length)),
      `the client id must be ${prefix}{random}, not ${shown(id)}`,
    );
  },
};
