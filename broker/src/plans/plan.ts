import { LIMITS } from "@homesync/protocol";

/** What a broker's plan allows. What a plan does not state has no limit here. */
export interface Plan {
  /** For people. */
  readonly title: string;
  /** Sessions at the same time: a persistent one counts also while its client is away. */
  readonly maxSessions: number;
  /** CONNECTs accepted in a second. */
  readonly maxConnectsPerS?: number;
  /** Largest payload, bytes. */
  readonly maxMessageBytes: number;
  /** Both directions together, in a month. */
  readonly bytesPerMonth: number;
  /** Topic filters that one credential may hold. */
  readonly maxFiltersPerCredential?: number;
  /** US dollars a month. */
  readonly pricePerMonth: number;
}

const GB = 1_000_000_000;
const MESSAGE_BYTES = LIMITS.maxMessageBytes.value;

/**
 * The plans of the specification ("Free Tier Limits", "Upgrade Path"). It states the connect rate for the free one alone, and
 * the size of a message for the free one, which we keep for all: no message of ours comes near.
 * That persistent sessions count, and what a client is told, is from HiveMQ's support pages "How are sessions counted" and
 * "What happens when the limit of connections is reached"; one filter a credential is a property of HiveMQ Cloud Serverless.
 */
export const PLANS = {
  "hivemq-free": {
    title: "HiveMQ Cloud Serverless (free)",
    maxSessions: 100,
    maxConnectsPerS: 1000,
    maxMessageBytes: MESSAGE_BYTES,
    bytesPerMonth: 10 * GB,
    maxFiltersPerCredential: 1,
    pricePerMonth: 0,
  },
  "hivemq-starter": {
    title: "HiveMQ Cloud Starter",
    maxSessions: 1000,
    maxMessageBytes: MESSAGE_BYTES,
    bytesPerMonth: 100 * GB,
    pricePerMonth: 30,
  },
  "hivemq-business": {
    title: "HiveMQ Cloud Business",
    maxSessions: 10_000,
    maxMessageBytes: MESSAGE_BYTES,
    bytesPerMonth: 500 * GB,
    pricePerMonth: 150,
  },
} as const satisfies Record<string, Plan>;

export type PlanName = keyof typeof PLANS;

export const PLAN_NAMES = Object.keys(PLANS) as readonly PlanName[];

/** Whether a text names a plan. */
export const isPlanName = (text: string): text is PlanName => Object.hasOwn(PLANS, text);
