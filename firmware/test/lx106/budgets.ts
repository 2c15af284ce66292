/** What a node may cost on the ESP8266, by the names of `budgets.json`. */
export interface Figures {
  readonly "core code and constants, bytes": number;
  /** What provisions a node, beside the core. */
  readonly "provisioning code and constants, bytes": number;
  /** Globals, which neither may have. */
  readonly "static RAM, bytes": number;
  readonly "a node's RAM, bytes": number;
  readonly "deepest stack, bytes": number;
}

/** Where to look when a budget is not kept. */
export type Causes = { readonly [Name in keyof Figures]: string };

export interface Verdict {
  readonly holds: boolean;
  /** One line for people. */
  readonly line: string;
}

/** One verdict a budget, in the order of the figures. */
export function judgeBudgets(figures: Figures, budgets: Figures, causes: Causes): Verdict[] {
  const names = Object.keys(figures) as (keyof Figures)[];
  return names.map((name) => {
    const figure = figures[name];
    const budget = budgets[name];
    const holds = figure <= budget;
    const line = `${holds ? "ok    " : "FAILED"} ${name}: ${figure} of ${budget}`;
    return { holds, line: holds ? line : `${line}, ${figure - budget} too many: ${causes[name]}` };
  });
}
