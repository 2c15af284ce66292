import { InfluxStore } from "./influx/influx-store.ts";
import type { InfluxOptions } from "./influx/options.ts";
import { MemoryStore } from "./memory-store.ts";
import type { SeriesStore } from "./series-store.ts";
import type { SqliteOptions } from "./sqlite-retention.ts";
import { SqliteStore } from "./sqlite-store.ts";

/** Where readings are kept: `sqlite`, in the data directory, when absent. */
export type SeriesOptions =
  | ({ readonly kind: "sqlite" } & SqliteOptions)
  | ({ readonly kind: "influx" } & InfluxOptions)
  | { readonly kind: "memory" };

/**
 * Opens the store of readings.
 * @param file of SQLite's database
 * @throws StartError when it cannot be used as configured
 */
export function openSeriesStore(options: SeriesOptions, file: string): SeriesStore {
  switch (options.kind) {
    case "sqlite":
      return new SqliteStore(file, options);
    case "influx":
      return new InfluxStore(options);
    case "memory":
      return new MemoryStore();
  }
}
