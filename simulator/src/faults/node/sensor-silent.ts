import { Type } from "typebox";
import { lastingFault } from "../fault-kind.ts";

export const sensorSilent = lastingFault(
  {
    kind: "sensor_silent",
    place: "node",
    meaning: "a sensor answers nothing: its cable is pulled",
    parameters: { sensor: Type.Enum(["meter", "thermometer"], { description: "which of its sensors" }) },
  },
  ({ sensor }, { nodes }) => {
    const set = (state: "silent" | "good"): void => {
      for (const node of nodes) {
        if (sensor === "meter") node.setMeter(state);
        else node.setThermometer(state);
      }
    };
    set("silent");
    return () => set("good");
  },
);
