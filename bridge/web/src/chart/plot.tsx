import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatValue } from "../format.ts";

/** One window of a history, as the chart draws it. */
export interface ChartWindow {
  readonly timestamp: string;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

interface Props {
  /** What is drawn, for those who do not see it. */
  readonly label: string;
  readonly unit: string;
  readonly windows: readonly ChartWindow[];
}

const HEIGHT_PX = 260;

/** Mean, with the band between least and most behind it. */
export function Plot({ label, unit, windows }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const plot = new uPlot(options(element, unit), dataOf(windows), element);
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [unit, windows]);
  return <div ref={holder} class="plot" role="img" aria-label={label} />;
}

const dataOf = (windows: readonly ChartWindow[]): uPlot.AlignedData => [
  windows.map(({ timestamp }) => new Date(timestamp).getTime() / 1000),
  windows.map(({ max }) => max),
  windows.map(({ min }) => min),
  windows.map(({ mean }) => mean),
];

function options(element: HTMLElement, unit: string): uPlot.Options {
  const colour = (name: string): string => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--quiet"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  const value = (_plot: uPlot, raw: number | null): string => (raw === null ? "–" : formatValue(raw, unit));
  const edge = { stroke: "transparent", points: { show: false }, value };
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    axes: [axis, { ...axis, size: 64, values: (_plot, ticks) => ticks.map((tick) => tick.toLocaleString()) }],
    series: [
      {},
      { label: "most", ...edge },
      { label: "least", ...edge },
      { label: "mean", stroke: colour("--accent"), width: 2, points: { show: false }, value },
    ],
    bands: [{ series: [1, 2], fill: colour("--band") }],
    cursor: { drag: { x: false, y: false } },
  };
}
