import {
  OFFLINE_REASONS,
  RELAY_CAUSES,
  RELAY_STATES,
  RESET_REASONS,
  SENSOR_STATES,
} from "../../src/payloads/status.ts";
import { TOPICS } from "../../src/table/topics.ts";
import { enumeration } from "./enumeration.ts";

/** The closed enumerations of the payloads. */
export function enumerations(): string {
  const variants = (key: "relay" | "led" | "config" | "ota") =>
    Object.keys(TOPICS[`command/${key}`].payload.variants);
  return [
    enumeration("RelayAction", variants("relay"), "Actions of command/relay."),
    enumeration("LedAction", variants("led"), "Actions of command/led."),
    enumeration("ConfigAction", variants("config"), "Actions of command/config."),
    enumeration("OtaAction", variants("ota"), "Actions of command/ota."),
    enumeration(
      "ResponseStatus",
      Object.keys(TOPICS["response/ota"].payload.variants),
      "Status of a response.",
    ),
    enumeration("OnlineReason", OFFLINE_REASONS, "Why a node is absent; the first is the will's (REQ-008)."),
    enumeration("RelayState", RELAY_STATES, "State of the relay."),
    enumeration("RelayCause", RELAY_CAUSES, "What switched the relay last."),
    enumeration("ResetReason", RESET_REASONS, "Why the processor started."),
    enumeration("SensorState", SENSOR_STATES, "Whether a sensor answers."),
  ].join("\n\n");
}
