import type { Check } from "../check.ts";
import { demand } from "../violation.ts";

/** REQ-008, byte for byte (design: will). */
const WILL = '{"online":false,"reason":"unexpected_disconnect"}';
/** A broker waits one and a half times the keep-alive, 60 s, for a node that is gone [MQTT-3.1.2-24]. */
const LIMIT_MS = 100_000;

export const will: Check = {
  name: "will",
  title: `without power it is said to be gone: exactly ${WILL}, QoS 1, retained`,
  source: "REQ-008 Configure LWT on connect",
  async run(subject) {
    const { observer, hands } = subject;
    const from = observer.now;
    await hands.cutPower();
    try {
      const said = await observer.next(
        from,
        "will on status/online",
        LIMIT_MS,
        ({ key }) => key === "status/online",
      );
      const text = said.payload.toString();
      demand(text === WILL, `the will is ${text}`);
      demand(said.qos === 1, `the will came at QoS ${said.qos}`);
      const kept = (await observer.retained()).get("status/online")?.payload.toString();
      demand(kept === WILL, `the will is not retained: the broker keeps ${kept ?? "nothing"}`);
    } finally {
      const back = observer.now;
      await hands.restorePower();
      await subject.returned(back);
    }
  },
};
