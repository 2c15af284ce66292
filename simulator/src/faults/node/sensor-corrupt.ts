import { lastingFault } from "../fault-kind.ts";

export const sensorCorrupt = lastingFault(
  {
    kind: "sensor_corrupt",
    place: "node",
    meaning: "every reply of the meter has a wrong CRC: noise on its line",
    parameters: {},
  },
  (_fault, { nodes }) => {
    for (const node of nodes) node.setMeter("corrupt");
    return () => {
      for (const node of nodes) node.setMeter("good");
    };
  },
);
