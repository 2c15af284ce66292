import { LIMITS } from "@homesync/protocol";
import type { Check } from "../check.ts";
import { demand, shown } from "../violation.ts";

const BYTES: readonly (string | Uint8Array)[] = [
  "",
  "{",
  "[]",
  "null",
  '{"action":"on"}',
  '{"action":"on","action":"off","request_id":"twice"}',
  Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d),
  `${'{"a":'.repeat(40)}1${"}".repeat(40)}`,
  " ".repeat(LIMITS.maxCommandBytes.value + 1),
];

export const unanswerable: Check = {
  name: "unanswerable",
  title: "survives what is no command, does nothing, and answers the next one",
  source: "REQ-006 Invalid message format; design: what cannot be answered, message size",
  async run(subject) {
    const { observer } = subject;
    const state = observer.since(0, "status/relay").at(-1)?.["state"];
    const from = observer.now;
    for (const bytes of BYTES) await observer.publish("command/relay", bytes);
    await subject.obeyed("led", { action: "off" });
    const switched = observer.since(from, "status/relay").filter((said) => said["state"] !== state);
    demand(switched.length === 0, `the relay has switched: ${shown(switched[0])}`);
    const obeyed = observer
      .since(from, "response/command")
      .filter(({ request_id: id, status }) => status === "success" && !String(id).startsWith("conform-"));
    demand(obeyed.length === 0, `one of them was obeyed: ${shown(obeyed[0])}`);
  },
};
