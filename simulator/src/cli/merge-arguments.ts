/** What `homesync-sim report merge` was told. */
export interface MergeArguments {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly reportText: string | undefined;
  readonly reportJson: string | undefined;
  readonly reportJunit: string | undefined;
  readonly reportHtml: string | undefined;
}
