import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const sensorSilent = lastingFault(
  {
    kind: "sensor_silent",
    place: "node",
    meaning: "a sensor answers nothing: its cable is pulled",
    parameters: { sensor: Type.Enum(["meter", "thermometer"], { description: "which of its sensors" }) },
  },
  ({ sensor }, { act }) => {
    const set = (silent: boolean): void => {
      if (sensor === "meter") act({ kind: "meter", mode: silent ? "silent" : "good" });
      else act({ kind: "thermometer", present: !silent });
    };
    set(true);
    return () => set(false);
  },
);
