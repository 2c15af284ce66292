import { METRICS, type Metric } from "../../src/table/metrics.ts";
import { constant, scaled } from "./naming.ts";

type Metrics = Readonly<Record<string, Metric>>;

/**
 * How the core computes the metrics that have no register of their own; nothing where all have.
 * @throws Error when the core's 32-bit integers or the row's range do not hold every result
 */
export function derivation(metrics: Metrics = METRICS): string {
  const lines = Object.entries(metrics).flatMap(([name, metric]) =>
    "product" in metric.source ? [product(metrics, name, metric.source.product)] : [],
  );
  const body = lines.map((line) => `\n  ${line}`).join("") + (lines.length === 0 ? "" : "\n");
  return `/// Computes the metrics that follow from others, in the meter's readings of one sample, by metric.
inline void derive_metrics(${lines.length === 0 ? "int32_t*" : "int32_t* values"}) {${body}}`;
}

/** `a * b`, from the units of both to those of the product, rounded to nearest. */
function product(metrics: Metrics, name: string, of: readonly [string, string]): string {
  const metric = metrics[name] as Metric;
  const [left, right] = of.map((factor) => factorOf(metrics, name, factor)) as [Metric, Metric];
  const surplus = left.decimals + right.decimals - metric.decimals;
  if (surplus < 0) {
    throw new Error(`${name}: ${metric.decimals} decimals are more than its factors have together`);
  }
  const divisor = 10 ** surplus;
  const [least, most] = (["min", "max"] as const).map(
    (end) => scaled(left[end], left.decimals, name) * scaled(right[end], right.decimals, name),
  ) as [number, number];
  if (least < 0 || most + divisor > 2 ** 31) {
    throw new Error(`${name}: the product of ${of.join(" and ")} is negative or does not fit 31 bits`);
  }
  const range = [metric.min, metric.max].map((end) => scaled(end, metric.decimals, name)) as [number, number];
  if (least / divisor < range[0] || most / divisor > range[1]) {
    const unit = 10 ** (left.decimals + right.decimals);
    throw new Error(
      `${name}: ${of.join(" times ")} reaches from ${least / unit} to ${most / unit}: widen min and max`,
    );
  }
  const value = of.map((factor) => `values[static_cast<uint8_t>(Metric::${constant(factor)})]`).join(" * ");
  const rounded = divisor === 1 ? value : `(${value} + ${divisor / 2}) / ${divisor}`;
  return `values[static_cast<uint8_t>(Metric::${constant(name)})] = ${rounded};`;
}

function factorOf(metrics: Metrics, name: string, factor: string): Metric {
  const found = metrics[factor];
  if (found === undefined || !("register" in found.source)) {
    throw new Error(`${name}: ${factor} is no metric with a register`);
  }
  return found;
}
