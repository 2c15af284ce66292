/** One setting of a node's configuration (`command/config`, action `set`): a key of the flat `settings` object. */
export type Setting =
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
  | { readonly kind: "text"; readonly maxLength: number; readonly default: string; readonly meaning: string };

const number = (
  unit: string,
  min: number,
  max: number,
  decimals: number,
  initial: number,
  meaning: string,
): Setting => ({ kind: "number", unit, min, max, decimals, default: initial, meaning });

/**
 * The settings, with the value of a node that was never configured. Append only: a node stores a setting under
 * its place in this table. Limits of 0 switch a protection off.
 * Source: the design's decisions on telemetry, commands and relay.
 */
export const SETTINGS = {
  telemetry_interval_s: number(
    "s",
    1,
    3600,
    0,
    30,
    "heartbeat: every metric is published at least this often",
  ),
  telemetry_min_interval_s: number(
    "s",
    1,
    3600,
    0,
    5,
    "a metric that left its deadband is published at most this often",
  ),
  telemetry_qos: number("1", 0, 1, 0, 0, "QoS of telemetry; 1 for those who must lose nothing"),
  deadband_power: number("W", 0, 23_000, 1, 10, "power must change by more than this to be published early"),
  deadband_voltage: number("V", 0, 260, 1, 5, "the same for voltage"),
  deadband_current: number("A", 0, 100, 3, 0.1, "the same for current"),
  deadband_energy: number("kWh", 0, 9999, 3, 0.1, "the same for energy"),
  deadband_power_factor: number("1", 0, 1, 2, 0.2, "the same for the power factor"),
  deadband_frequency: number("Hz", 0, 20, 1, 0.5, "the same for frequency"),
  deadband_temperature: number("°C", 0, 180, 1, 1, "the same for temperature"),
  command_ttl_s: number("s", 1, 3600, 0, 30, "a command older than this is refused as expired"),
  min_switch_ms: number("ms", 0, 60_000, 0, 500, "shortest time between two switches of the relay"),
  power_on: {
    kind: "choice",
    values: ["off", "on", "last"],
    default: "last",
    meaning: "the relay's state after a power cut",
  },
  max_power: number("W", 0, 23_000, 1, 0, "over-power protection trips above this; 0 is off"),
  max_current: number("A", 0, 100, 3, 0, "over-current protection trips above this; 0 is off"),
  max_temperature: number("°C", 0, 125, 1, 80, "over-temperature protection trips above this; 0 is off"),
  name: { kind: "text", maxLength: 32, default: "", meaning: "a name for people, shown by apps" },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
