/** What one metric of `telemetry/*` measures, in which unit, and what the sensor can deliver. */
export interface Metric {
  readonly unit: string;
  /** Smallest value that the sensor can measure; anything below is not a reading. */
  readonly min: number;
  readonly max: number;
  /** Decimal places on the wire; the core computes in integers of 10^-decimals units. */
  readonly decimals: number;
  readonly meaning: string;
  readonly source: string;
}

/** The seven metrics of the specification ("Topic Categories", 1); ranges are those of the sensors' datasheets. */
export const METRICS = {
  power: {
    unit: "W",
    min: 0,
    max: 23_000,
    decimals: 1,
    meaning: "active power",
    source: "PZEM-004T v3, registers 3-4",
  },
  voltage: {
    unit: "V",
    min: 80,
    max: 260,
    decimals: 1,
    meaning: "RMS voltage",
    source: "PZEM-004T v3, register 0",
  },
  current: {
    unit: "A",
    min: 0,
    max: 100,
    decimals: 3,
    meaning: "RMS current",
    source: "PZEM-004T v3, registers 1-2",
  },
  energy: {
    unit: "kWh",
    min: 0,
    max: 9999.99,
    decimals: 3,
    meaning: "energy since the meter's counter was last reset",
    source: "PZEM-004T v3, registers 5-6",
  },
  power_factor: {
    unit: "1",
    min: 0,
    max: 1,
    decimals: 2,
    meaning: "active power divided by apparent power",
    source: "PZEM-004T v3, register 8",
  },
  frequency: {
    unit: "Hz",
    min: 45,
    max: 65,
    decimals: 1,
    meaning: "grid frequency",
    source: "PZEM-004T v3, register 7",
  },
  temperature: {
    unit: "°C",
    min: -55,
    max: 125,
    decimals: 1,
    meaning: "temperature inside the node's enclosure",
    source: "DS18B20",
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

/** The metrics in the order in which one sample's readings are published. */
export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];
