import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const badFirmware = lastingFault(
  {
    kind: "bad_firmware",
    place: "node",
    meaning: "the firmware fails again and again, soon after each boot: five in a row lead to safe mode",
    parameters: {
      after_s: Type.Optional(
        Type.Number({
          minimum: 0.1,
          maximum: 3600,
          description: "how long it runs each time, s; 5 when absent",
        }),
      ),
    },
  },
  ({ after_s: afterS = 5 }, { act, clock }) => {
    let cancel: () => void;
    const fail = (): void => {
      act({ kind: "crash", cause: "exception" });
      cancel = clock.timer(afterS * 1000, fail);
    };
    fail();
    return () => cancel();
  },
);
