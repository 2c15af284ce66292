/** Where a node has the values of a metric from. */
export type MetricSource =
  /** Of the meter, PZEM-004T v3: its input register, or two of them with the low word first (maker's manual). */
  | { readonly sensor: "meter"; readonly register: number; readonly words: 1 | 2 }
  /** Of the meter too: computed from the same sample's readings of two metrics that have registers. */
  | { readonly sensor: "meter"; readonly product: readonly [string, string] }
  /** The one value of the DS18B20. */
  | { readonly sensor: "thermometer" };

/** What one metric of `telemetry/*` measures, in which unit, and what the sensor can deliver. */
export interface Metric {
  readonly unit: string;
  /** Smallest value that the sensor can measure; anything below is not a reading. */
  readonly min: number;
  readonly max: number;
  /** Decimal places on the wire; the core computes in integers of 10^-decimals units. */
  readonly decimals: number;
  /**
   * The setting `deadband_{metric}`: by how much the metric must change to be published early. `place` is the
   * setting's, see `SETTINGS`.
   */
  readonly deadband: { readonly place: number; readonly max: number; readonly default: number };
  readonly meaning: string;
  readonly source: MetricSource;
}

/**
 * The metrics, in the order in which one sample's readings are published: first the seven of the specification
 * ("Topic Categories", 1). Ranges are those of the sensors' datasheets. A row is all that a metric takes:
 * docs/adding-a-metric.md.
 */
export const METRICS = {
  power: {
    unit: "W",
    min: 0,
    max: 23_000,
    decimals: 1,
    deadband: { place: 3, max: 23_000, default: 10 },
    meaning: "active power",
    source: { sensor: "meter", register: 3, words: 2 },
  },
  voltage: {
    unit: "V",
    min: 80,
    max: 260,
    decimals: 1,
    deadband: { place: 4, max: 260, default: 5 },
    meaning: "RMS voltage",
    source: { sensor: "meter", register: 0, words: 1 },
  },
  current: {
    unit: "A",
    min: 0,
    max: 100,
    decimals: 3,
    deadband: { place: 5, max: 100, default: 0.1 },
    meaning: "RMS current",
    source: { sensor: "meter", register: 1, words: 2 },
  },
  energy: {
    unit: "kWh",
    min: 0,
    max: 9999.99,
    decimals: 3,
    deadband: { place: 6, max: 9999, default: 0.1 },
    meaning: "energy since the meter's counter was last reset",
    source: { sensor: "meter", register: 5, words: 2 },
  },
  power_factor: {
    unit: "1",
    min: 0,
    max: 1,
    decimals: 2,
    deadband: { place: 7, max: 1, default: 0.2 },
    meaning: "active power divided by apparent power",
    source: { sensor: "meter", register: 8, words: 1 },
  },
  frequency: {
    unit: "Hz",
    min: 45,
    max: 65,
    decimals: 1,
    deadband: { place: 8, max: 20, default: 0.5 },
    meaning: "grid frequency",
    source: { sensor: "meter", register: 7, words: 1 },
  },
  temperature: {
    unit: "°C",
    min: -55,
    max: 125,
    decimals: 1,
    deadband: { place: 9, max: 180, default: 1 },
    meaning: "temperature inside the node's enclosure",
    source: { sensor: "thermometer" },
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The metrics in the order in which one sample's readings are published. */
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];
