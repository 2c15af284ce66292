import type { Plan } from "@homesync/broker/plans";
import { bytesPerDay, type FleetSize, type Need } from "./judge.ts";
import type { Day } from "./measure.ts";

const WORDS = { fits: "fits", near: "NEAR: 80 % or more", exceeds: "DOES NOT FIT" } as const;

/** The judgement of one plan, for people. */
export function planText(plan: Plan, needs: readonly Need[], day: Day, size: FleetSize): string {
  const { mqtt, line } = bytesPerDay(day, size);
  const hours = day.hours.map(({ lineBytes }) => lineBytes);
  const busiest = Math.max(...hours);
  const share = ({ used, allowed }: Need): string => `${((100 * used) / allowed).toFixed(1)} %`;
  const rows = needs.map((need) =>
    [
      need.limit.padEnd(20),
      amount(need.used, need.unit).padStart(10),
      "of",
      amount(need.allowed, need.unit).padStart(10),
      share(need).padStart(9),
      ` ${WORDS[need.verdict].padEnd(13)} ${need.how}`,
    ].join(" "),
  );
  const flow = (name: string, { mqttBytes, writes }: Day["fromNodes"]): string =>
    `  ${name.padEnd(20)}${amount((mqttBytes * size.nodes) / size.measured, "bytes").padStart(10)} of MQTT a day in ${Math.round((writes * size.nodes) / size.measured)} writes`;
  return [
    `${plan.title}, ${plan.pricePerMonth === 0 ? "free" : `$${plan.pricePerMonth} a month`}: ${size.nodes} nodes, ${size.subscribers} subscribers`,
    ...rows.map((row) => `  ${row}`),
    `a day: ${amount(line, "bytes")} on the line, of which MQTT ${amount(mqtt, "bytes")}; ${Math.round((day.messages * size.nodes) / size.measured)} messages`,
    flow("nodes to broker", day.fromNodes),
    flow("broker to nodes", day.toNodes),
    flow("subscribers, both", day.subscribers),
    `the busiest hour: ${amount((busiest * size.nodes) / size.measured, "bytes")} on the line, from ${String(hours.indexOf(busiest)).padStart(2, "0")}:00`,
    `measured on ${size.measured} nodes over a day on a virtual clock`,
    "",
  ].join("\n");
}

function amount(value: number, unit: Need["unit"]): string {
  if (unit === "") return String(value);
  if (value >= 1e9) return `${(value / 1e9).toFixed(2)} GB`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} MB`;
  return value >= 1e3 ? `${(value / 1e3).toFixed(1)} kB` : `${value} B`;
}
