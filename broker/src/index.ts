/** The embedded MQTT 3.1.1 broker of the simulator and the bridge. */
export type { Credential } from "./access/credentials.ts";
export {
  type Broker,
  type BrokerOptions,
  type BrokerUsage,
  type ClientEvent,
  startBroker,
} from "./broker.ts";
export { BrokerStartError, type BrokerStartErrorCode } from "./errors.ts";
export type { AcknowledgingHandler, BrokerLink, MessageFlags, MessageHandler, PublishFlags } from "./link.ts";
export type { BrokerLogger } from "./logger.ts";
export { isPlanName, PLAN_NAMES, PLANS, type Plan, type PlanName } from "./plans/plan.ts";
export { SHELLY_FILTERS, shellyCommandTopic } from "./shelly-topics.ts";
