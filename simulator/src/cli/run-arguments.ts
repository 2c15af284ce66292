/** What `homesync-sim run` was told. */
export interface RunArguments {
  readonly nodes: number;
  readonly homes: number | undefined;
  readonly interval: number | undefined;
  readonly qos: number | undefined;
  readonly broker: string;
  readonly seed: number | undefined;
  readonly homePrefix: string | undefined;
  readonly rate: number;
  readonly duration: number | undefined;
  readonly username: string | undefined;
  readonly passwordFile: string | undefined;
  readonly caFile: string | undefined;
  readonly insecure: boolean;
  readonly yes: boolean;
  readonly keep: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}
