import type { BenchResult, BenchSpec } from "../measure/index.ts";
import { plotSvg } from "./plot.ts";

/** A plot of a curve, in the folder of the page's plots. */
export interface CurvePlot {
  readonly curve: string;
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

/** The plots of all curves of a bench, in the order in which they are declared. */
export const curvePlots = (spec: BenchSpec, result: BenchResult): readonly CurvePlot[] =>
  Object.entries(spec.curves).flatMap(([curve, { x, columns, plots }]) =>
    plots.map((keys, index) => {
      const points = result.curves[curve] ?? [];
      const drawn = keys.map((key) => ({ ...(columns[key] as { name: string; unit: string }), key }));
      const unit = drawn[0]?.unit ?? "";
      return {
        curve,
        file: `${spec.name}-${curve}-${index + 1}.svg`,
        title: `${drawn.map(({ name }) => name).join("; ")} (${unit}) by ${x.name}`,
        svg: plotSvg({
          xName: x.name,
          unit,
          xs: points.map((point) => point.x),
          lines: drawn.map(({ name, key }) => ({
            name,
            values: points.map(({ values }) => values[key] ?? Number.NaN),
          })),
        }),
      };
    }),
  );
