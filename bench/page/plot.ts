/** Lines over something that grows by orders of magnitude. */
interface Plot {
  readonly xName: string;
  readonly unit: string;
  readonly xs: readonly number[];
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
}

const WIDTH = 720;
const PLOT_HEIGHT = 220;
const LEFT = 64;
const RIGHT = 24;
const TOP = 28;
const LEGEND_ROW = 20;
/** Told apart without colours, too: by their marks. */
const COLOURS = ["#0b6bcb", "#c2410c", "#15803d", "#7e22ce"];
const STEPS = 4;

/** A plot with a logarithmic x axis and a linear y axis from 0, as an SVG file of its own, readable on light and dark. */
export function plotSvg({ xName, unit, xs, lines }: Plot): string {
  const [least, most] = [Math.log10(Math.min(...xs)), Math.log10(Math.max(...xs))];
  const top = niceTop(Math.max(...lines.flatMap(({ values }) => values)));
  const bottom = TOP + PLOT_HEIGHT;
  const x = (value: number): number =>
    round(LEFT + ((WIDTH - LEFT - RIGHT) * (Math.log10(value) - least)) / (most - least || 1));
  const y = (value: number): number => round(bottom - (PLOT_HEIGHT * value) / top);
  const rows = Array.from({ length: STEPS + 1 }, (_, step) => (top * step) / STEPS).map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${LEFT - 8}" y="${y(value) + 4}" text-anchor="end">${short(value)}</text>`,
  );
  const columns = xs.map(
    (value) => `<text x="${x(value)}" y="${bottom + 18}" text-anchor="middle">${short(value)}</text>`,
  );
  const drawn = lines.map(({ values }, index) => {
    const colour = COLOURS[index % COLOURS.length] as string;
    const points = values.map((value, at) => [x(xs[at] as number), y(value)] as const);
    return [
      `<polyline points="${points.map((point) => point.join(",")).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...points.map(([atX, atY]) => mark(index, atX, atY, colour)),
    ].join("");
  });
  const legend = lines.map(({ name }, index) => {
    const atY = bottom + 46 + index * LEGEND_ROW;
    return `${mark(index, LEFT + 6, atY - 4, COLOURS[index % COLOURS.length] as string)}<text x="${LEFT + 20}" y="${atY}">${escaped(name)}</text>`;
  });
  const height = bottom + 46 + lines.length * LEGEND_ROW;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" font-family="sans-serif" font-size="12" fill="#222">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${LEFT}" y="16">${escaped(unit)}</text>`,
    ...rows,
    ...columns,
    `<text x="${WIDTH - RIGHT}" y="${bottom + 34}" text-anchor="end">${escaped(xName)}, logarithmic</text>`,
    ...drawn,
    ...legend,
    "</svg>",
  ].join("\n")}\n`;
}

function mark(index: number, x: number, y: number, colour: string): string {
  switch (index % COLOURS.length) {
    case 0:
      return `<circle cx="${x}" cy="${y}" r="4" fill="${colour}"/>`;
    case 1:
      return `<rect x="${round(x - 4)}" y="${round(y - 4)}" width="8" height="8" fill="${colour}"/>`;
    case 2:
      return `<path d="M${x} ${round(y - 5)}l5 9h-10z" fill="${colour}"/>`;
    default:
      return `<path d="M${x} ${round(y - 5)}l5 5l-5 5l-5-5z" fill="${colour}"/>`;
  }
}

/** The next of 1, 2, 4, 6, 8, 10, 20, ... at or above a value: a quarter of it is as round. */
function niceTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

const short = (value: number): string => {
  if (value >= 10_000) return `${round(value / 1000)}k`;
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
};
const round = (value: number): number => Math.round(value * 10) / 10;
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
