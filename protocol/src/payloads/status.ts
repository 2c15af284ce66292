import { Type } from "typebox";
import { FirmwareVersion, shortText, Target, Timestamp } from "./fields.ts";
import { plain, variants } from "./payload.ts";

/** Why a node is absent: the will's reason (REQ-008), or the planned one. */
export const OFFLINE_REASONS = ["unexpected_disconnect", "shutdown", "restart", "update"] as const;

/** What switched the relay last. */
export const RELAY_CAUSES = ["command", "button", "boot", "protection"] as const;

export const RELAY_STATES = ["off", "on"] as const;

/** Why the processor started. */
export const RESET_REASONS = [
  "power_on",
  "external",
  "restart",
  "watchdog",
  "exception",
  "deep_sleep",
] as const;

/** A sensor that answers; one that has not since the node started; one that did and no longer does. */
export const SENSOR_STATES = ["ok", "absent", "lost"] as const;

/** `status/online`: the birth message, the will, and the planned absence (REQ-004, REQ-008). */
export const onlinePayload = variants("online", {
  true: Type.Object({
    online: Type.Literal(true),
    timestamp: Type.Optional(Timestamp),
    uptime: Type.Integer({
      minimum: 0,
      maximum: 4_294_967_295,
      description: "seconds since the node started",
    }),
    firmware: FirmwareVersion,
    reset_reason: Type.Optional(Type.Enum(RESET_REASONS)),
    free_heap: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295, description: "bytes" })),
    largest_block: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4_294_967_295,
        description: "largest free block of the heap, bytes",
      }),
    ),
    meter: Type.Optional(
      Type.Enum(SENSOR_STATES, {
        description: "the energy meter; left out until it has been tried for long",
      }),
    ),
    thermometer: Type.Optional(Type.Enum(SENSOR_STATES, { description: "the same for the thermometer" })),
    energy_resets: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 4_294_967_295,
        description:
          "how often since the start the meter's counter went back without a command: reset, or another meter",
      }),
    ),
    safe_mode: Type.Optional(
      Type.Boolean({
        description: "true: the node crashed again and again and does nothing but take updates",
      }),
    ),
  }),
  false: Type.Object({
    online: Type.Literal(false),
    reason: Type.Enum(OFFLINE_REASONS),
    timestamp: Type.Optional(Timestamp),
  }),
});

/** `status/relay`: the relay's state and what caused it. */
export const relayStatusPayload = plain(
  Type.Object({
    state: Type.Enum(RELAY_STATES),
    cause: Type.Enum(RELAY_CAUSES),
    fault: Type.Optional(
      Type.Boolean({ description: "true: a protection has tripped and the contact does not open" }),
    ),
    timestamp: Type.Optional(Timestamp),
  }),
);

/** `status/firmware`: what runs, and which version of this protocol it speaks. */
export const firmwarePayload = plain(
  Type.Object({
    version: FirmwareVersion,
    protocol: Type.String({
      pattern: "^[0-9]{1,5}[.][0-9]{1,5}$",
      description: "protocol version, major.minor",
    }),
    target: Target,
    build: Type.Optional(shortText(40, "commit or build number")),
    chip: Type.Optional(shortText(32, "chip type and id")),
    timestamp: Type.Optional(Timestamp),
  }),
);

/** `status/rssi`: the strength of the WiFi signal, and the sign of life. */
export const rssiPayload = plain(
  Type.Object({
    value: Type.Integer({ minimum: -120, maximum: 0, description: "received signal strength" }),
    unit: Type.Literal("dBm"),
    timestamp: Type.Optional(Timestamp),
  }),
);
