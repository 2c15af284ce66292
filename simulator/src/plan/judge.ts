import type { Plan } from "@homesync/broker/plans";
import type { Day } from "./measure.ts";

/** From here on a limit is near (specification, "Monitoring": alerts at 80 % data usage). */
const NEAR = 0.8;
/** The longest: what fits it, fits the others. */
const DAYS_A_MONTH = 31;

/** One limit of a plan and what a fleet needs of it. */
export interface Need {
  readonly limit: "sessions" | "connects per second" | "message size" | "data per month";
  readonly unit: "" | "bytes";
  readonly used: number;
  readonly allowed: number;
  readonly verdict: "fits" | "near" | "exceeds";
  readonly how: string;
}

export interface FleetSize {
  /** Nodes of the whole fleet. */
  readonly nodes: number;
  /** Nodes whose day was measured. */
  readonly measured: number;
  readonly subscribers: number;
}

/** Everything that the broker's meter counts in a day of the whole fleet, bytes. */
export function bytesPerDay(day: Day, { nodes, measured }: FleetSize): { mqtt: number; line: number } {
  const flows = [day.fromNodes, day.toNodes, day.subscribers];
  const whole = (bytes: number): number => (bytes * nodes) / measured;
  return {
    mqtt: whole(flows.reduce((sum, { mqttBytes }) => sum + mqttBytes, 0)),
    line: whole(flows.reduce((sum, { lineBytes }) => sum + lineBytes, 0)),
  };
}

/** What a fleet needs of each limit of a plan. What the plan does not state is left out. */
export function judgePlan(plan: Plan, day: Day, size: FleetSize): Need[] {
  const sessions = size.nodes + size.subscribers;
  return [
    need("sessions", "", sessions, plan.maxSessions, "a persistent session each, connected or not"),
    ...(plan.maxConnectsPerS === undefined
      ? []
      : [
          need(
            "connects per second",
            "",
            sessions,
            plan.maxConnectsPerS,
            "all at once, as when the broker comes back",
          ),
        ]),
    need(
      "message size",
      "bytes",
      day.largestPayloadBytes,
      plan.maxMessageBytes,
      "the largest payload of a node",
    ),
    need(
      "data per month",
      "bytes",
      bytesPerDay(day, size).line * DAYS_A_MONTH,
      plan.bytesPerMonth,
      `${DAYS_A_MONTH} days, both directions, with TLS, TCP and IP`,
    ),
  ];
}

function need(limit: Need["limit"], unit: Need["unit"], used: number, allowed: number, how: string): Need {
  const verdict = used > allowed ? "exceeds" : used >= NEAR * allowed ? "near" : "fits";
  return { limit, unit, used, allowed, verdict, how };
}
