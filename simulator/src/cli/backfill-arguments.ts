import type { HistoryFormat } from "../backfill/format.ts";

/** What `homesync-sim backfill` was told. */
export interface BackfillArguments {
  readonly nodes: number;
  readonly homes: number | undefined;
  readonly interval: number;
  readonly seed: number;
  readonly homePrefix: string | undefined;
  readonly days: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly everySample: boolean;
  readonly format: HistoryFormat;
  readonly output: string | undefined;
  readonly influx: string | undefined;
  readonly database: string;
  readonly org: string | undefined;
  readonly tokenFile: string | undefined;
  readonly insecure: boolean;
  readonly quiet: boolean;
}
