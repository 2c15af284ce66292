import { METRICS, type MetricName } from "../../src/table/metrics.ts";
import { SETTINGS, type Setting } from "../../src/table/settings.ts";
import type { TopicKey } from "../../src/table/topics.ts";
import { scaled, stringLiteral } from "./naming.ts";

type Json = string | number | boolean | { readonly [name: string]: Json };

/** A payload's fields as rows of the C++ table, in wire order; the members of an inner object as `settings/{name}`. */
export function fieldRows(key: TopicKey, value: Readonly<Record<string, unknown>>, parent = ""): string[] {
  return Object.entries(value as Readonly<Record<string, Json>>).flatMap(([name, member]) =>
    typeof member === "object"
      ? fieldRows(key, member, `${name}/`)
      : [fieldRow(`${parent}${name}`, member, decimalsOf(key, parent, name))],
  );
}

function fieldRow(path: string, value: string | number | boolean, decimals: number): string {
  const name = stringLiteral(path);
  switch (typeof value) {
    case "string":
      return `{${name}, FieldKind::kText, ${stringLiteral(value)}, 0, 0, false}`;
    case "number": {
      const text = stringLiteral(JSON.stringify(value));
      return `{${name}, FieldKind::kNumber, ${text}, ${scaled(value, decimals, path)}, ${decimals}, false}`;
    }
    default:
      return `{${name}, FieldKind::kBoolean, "${value}", 0, 0, ${value}}`;
  }
}

/** Decimal places of a number: those of the metric or the setting that it is a value of. */
function decimalsOf(key: TopicKey, parent: string, name: string): number {
  if (parent !== "") {
    const setting = (SETTINGS as Readonly<Record<string, Setting>>)[name];
    return setting?.kind === "number" ? setting.decimals : 0;
  }
  const [category, topic = ""] = key.split("/");
  return category === "telemetry" && name === "value" ? METRICS[topic as MetricName].decimals : 0;
}
