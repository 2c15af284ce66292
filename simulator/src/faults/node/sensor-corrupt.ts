import { lastingFault } from "../fault-kind.ts";

export const sensorCorrupt = lastingFault(
  {
    kind: "sensor_corrupt",
    place: "node",
    meaning: "every reply of the meter has a wrong CRC: noise on its line",
    parameters: {},
  },
  (_fault, { act }) => {
    act({ kind: "meter", mode: "corrupt" });
    return () => act({ kind: "meter", mode: "good" });
  },
);
