import { escapeMarkup as escaped } from "./markup.ts";
import type { Episode } from "./run-report.ts";
import { spanText } from "./span.ts";

/** One line of a plot; a null leaves a gap. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Plot {
  readonly title: string;
  readonly unit: string;
  /** Moments of the values, ms since the start of the run. */
  readonly atMs: readonly number[];
  readonly series: readonly Series[];
  /** Shown as bands behind the lines. */
  readonly episodes: readonly Episode[];
}

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 56;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 26;

/** A plot as an inline SVG with a caption; colours come from the page's style (`.s0`, `.s1`, ... and `.band`). */
export function plotSvg(plot: Plot): string {
  const endMs = Math.max(1, ...plot.atMs, ...plot.episodes.map(({ toMs }) => toMs));
  const top = niceTop(Math.max(0, ...plot.series.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const x = (ms: number): number => fixed(LEFT + ((WIDTH - LEFT - RIGHT) * ms) / endMs);
  const y = (value: number): number => fixed(HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * value) / top);
  const bands = plot.episodes.map(
    ({ title, fromMs, toMs }) =>
      `<rect class="band" x="${x(fromMs)}" y="${TOP}" width="${fixed(Math.max(1, x(toMs) - x(fromMs)))}" height="${HEIGHT - TOP - BOTTOM}"><title>${escaped(title)}</title></rect>`,
  );
  const rows = [0, 0.5, 1].map((part) => {
    const value = top * part;
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${label(value)}</text>`;
  });
  const columns = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const anchor = part === 0 ? "start" : part === 1 ? "end" : "middle";
    return `<text x="${x(endMs * part)}" y="${HEIGHT - 8}" text-anchor="${anchor}">${escaped(spanText(endMs * part))}</text>`;
  });
  const lines = plot.series.map(
    ({ values }, index) => `<path class="s${index}" d="${pathOf(plot.atMs, values, x, y)}"/>`,
  );
  const names = plot.series.map(({ name }, index) => `<span class="k${index}">${escaped(name)}</span>`);
  const caption = `${escaped(plot.title)}, ${escaped(plot.unit)} ${names.join(" ")}`;
  return [
    `<figure><figcaption>${caption}</figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(plot.title)}">`,
    ...bands,
    ...rows,
    ...columns,
    ...lines,
    "</svg></figure>",
  ].join("\n");
}

function pathOf(
  atMs: readonly number[],
  values: readonly (number | null)[],
  x: (ms: number) => number,
  y: (value: number) => number,
): string {
  const steps: string[] = [];
  let drawing = false;
  values.forEach((value, index) => {
    const at = atMs[index];
    if (value === null || at === undefined) {
      drawing = false;
      return;
    }
    // A value between two gaps is a short dash, where a line of no length would not be seen.
    const alone = !drawing && (values[index + 1] ?? null) === null;
    steps.push(drawing ? `L${x(at)} ${y(value)}` : `M${x(at)} ${y(value)}${alone ? "m-2 0h4" : ""}`);
    drawing = true;
  });
  return steps.join("");
}

/** The next of 1, 2, 5, 10, ... at or above a value. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

const label = (value: number): string => (value >= 10_000 ? `${fixed(value / 1000)}k` : String(fixed(value)));
const fixed = (value: number): number => Math.round(value * 100) / 100;
