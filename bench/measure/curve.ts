import { digits } from "./figure.ts";

/** One quantity of a curve. */
interface ColumnSpec {
  readonly name: string;
  readonly unit: string;
}

/** How figures change as one thing grows: declared once, as figures are. */
export interface CurveSpec {
  readonly title: string;
  /** What grows. */
  readonly x: ColumnSpec;
  readonly columns: Readonly<Record<string, ColumnSpec>>;
  /** Which columns are drawn, one plot for each entry, those of an entry in the same unit. */
  readonly plots: readonly (readonly string[])[];
}

/** One point of a curve: where it is, and each of its columns. */
export interface Point {
  readonly x: number;
  readonly values: Readonly<Record<string, number>>;
}

/** @throws Error when a column is missing or no number, or a value has no column */
export function checkPoint({ title, columns }: CurveSpec, { x, values }: Point): void {
  for (const key of Object.keys(columns)) {
    if (!Number.isFinite(values[key])) throw new Error(`${title} at ${x}: ${key} was not measured`);
  }
  const undeclared = Object.keys(values).filter((key) => !(key in columns));
  if (undeclared.length > 0)
    throw new Error(`${title} at ${x}: no column is declared for ${undeclared.join(", ")}`);
}

/** As a bench prints it. */
export function pointLine({ x, columns }: CurveSpec, point: Point): string {
  const values = Object.entries(columns).map(([key, { name, unit }]) =>
    `${name} ${digits(point.values[key] ?? Number.NaN)} ${unit}`.trimEnd(),
  );
  return `       ${digits(point.x)} ${x.name}: ${values.join(", ")}`;
}
