import { METRICS, type Metric, type MetricName } from "./metrics.ts";

interface Place {
  /** Under which a node stores the setting: 0, 1, 2 ..., each once, and never another setting's later. */
  readonly place: number;
}

/** One setting of a node's configuration (`command/config`, action `set`): a key of the flat `settings` object. */
export type Setting = Place &
  (
    | {
        readonly kind: "number";
        readonly unit: string;
        readonly min: number;
        readonly max: number;
        /** Decimal places the node keeps, rounding to nearest, halves away from zero; 0 means a whole number. */
        readonly decimals: number;
        readonly default: number;
        readonly meaning: string;
      }
    | {
        readonly kind: "choice";
        readonly values: readonly string[];
        readonly default: string;
        readonly meaning: string;
      }
    | {
        readonly kind: "text";
        readonly maxLength: number;
        readonly default: string;
        readonly meaning: string;
      }
  );

const number = (
  place: number,
  unit: string,
  min: number,
  max: number,
  decimals: number,
  initial: number,
  meaning: string,
) =>
  ({ place, kind: "number", unit, min, max, decimals, default: initial, meaning }) as const satisfies Setting;

/** All but the deadbands. Limits of 0 switch a protection off. */
const BEHAVIOUR = {
  telemetry_interval_s: number(
    0,
    "s",
    1,
    3600,
    0,
    30,
    "heartbeat: every metric is published at least this often",
  ),
  telemetry_min_interval_s: number(
    1,
    "s",
    1,
    3600,
    0,
    5,
    "a metric that left its deadband is published at most this often",
  ),
  telemetry_qos: number(2, "1", 0, 1, 0, 0, "QoS of telemetry; 1 for those who must lose nothing"),
  command_ttl_s: number(10, "s", 1, 3600, 0, 30, "a command older than this is refused as expired"),
  min_switch_ms: number(11, "ms", 0, 60_000, 0, 500, "shortest time between two switches of the relay"),
  power_on: {
    place: 12,
    kind: "choice",
    values: ["off", "on", "last"],
    default: "last",
    meaning: "the relay's state after a power cut",
  },
  max_power: number(13, "W", 0, 23_000, 1, 0, "over-power protection trips above this; 0 is off"),
  max_current: number(14, "A", 0, 100, 3, 0, "over-current protection trips above this; 0 is off"),
  max_temperature: number(15, "°C", 0, 125, 1, 80, "over-temperature protection trips above this; 0 is off"),
  name: { place: 16, kind: "text", maxLength: 32, default: "", meaning: "a name for people, shown by apps" },
} as const satisfies Record<string, Setting>;

type Deadbands = { readonly [Name in MetricName as `deadband_${Name}`]: ReturnType<typeof number> };

const DEADBANDS = Object.fromEntries(
  Object.entries<Metric>(METRICS).map(([name, { unit, decimals, deadband }]) => [
    `deadband_${name}`,
    number(
      deadband.place,
      unit,
      0,
      deadband.max,
      decimals,
      deadband.default,
      `a change of ${name.replaceAll("_", " ")} by more than this is published early`,
    ),
  ]),
) as Deadbands;

/**
 * The settings in the order of their places, with the value of a node that was never configured.
 * Source: the design's decisions on telemetry, commands and relay.
 */
export const SETTINGS = Object.fromEntries(
  Object.entries<Setting>({ ...BEHAVIOUR, ...DEADBANDS }).sort(([, a], [, b]) => a.place - b.place),
) as typeof BEHAVIOUR & Deadbands;

export type SettingName = keyof typeof SETTINGS;
