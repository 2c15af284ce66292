/** What `homesync-sim run` was told beside the fields of a scenario. */
export interface RunArguments {
  readonly scenario: string | undefined;
  readonly scale: number;
  readonly timeScale: number;
  readonly yes: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly screen: boolean;
  /** Fields of the scenario, by the name of their flag. */
  readonly [flag: string]: unknown;
}
