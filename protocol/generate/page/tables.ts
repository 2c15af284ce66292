import { PROVISIONING_STATE } from "../../src/payloads/provisioning.ts";
import { ACCOUNT_FIELDS, type AccountField, type AccountRule } from "../../src/table/account.ts";
import { ERROR_CODES, type ErrorCode } from "../../src/table/errors.ts";
import { LIMITS, type Limit } from "../../src/table/limits.ts";
import { METRIC_NAMES, METRICS, type MetricSource } from "../../src/table/metrics.ts";
import { SETTINGS, type Setting } from "../../src/table/settings.ts";
import { TOPIC_KEYS, TOPICS } from "../../src/table/topics.ts";
import { code, codes, table } from "./markdown.ts";

export const topicTable = (): string =>
  table(
    ["topic", "from", "QoS", "retained", "largest payload", "meaning"],
    TOPIC_KEYS.map((key) => {
      const { direction, qos, retain, maxBytes, meaning } = TOPICS[key];
      const from = direction === "from-node" ? "node" : "backend";
      return [
        `[${key}](#${key.replace("/", "")})`,
        from,
        qos,
        retain ? "yes" : "no",
        `${maxBytes} bytes`,
        meaning,
      ];
    }),
  );

export const metricTable = (): string =>
  table(
    ["metric", "unit", "range", "decimals", "meaning", "source"],
    METRIC_NAMES.map((name) => {
      const { unit, min, max, decimals, meaning, source } = METRICS[name];
      return [code(name), code(unit), `${min} to ${max}`, decimals, meaning, sourceText(source)];
    }),
  );

function sourceText(source: MetricSource): string {
  if (source.sensor === "thermometer") return "DS18B20";
  if ("product" in source) return `PZEM-004T v3, ${source.product.map(code).join(" times ")}`;
  const { register, words } = source;
  return `PZEM-004T v3, ${words === 1 ? `register ${register}` : `registers ${register}-${register + 1}`}`;
}

export const settingTable = (): string =>
  table(
    ["setting", "values", "unit", "decimals", "at first", "meaning"],
    Object.entries<Setting>(SETTINGS).map(([name, setting]) => [
      code(name),
      ...settingCells(setting),
      setting.meaning,
    ]),
  );

function settingCells(setting: Setting): (string | number)[] {
  switch (setting.kind) {
    case "number":
      return [`${setting.min} to ${setting.max}`, code(setting.unit), setting.decimals, setting.default];
    case "choice":
      return [codes(setting.values), "", "", code(setting.default)];
    case "text":
      return [
        `up to ${setting.maxLength} printable ASCII characters`,
        "",
        "",
        code(JSON.stringify(setting.default)),
      ];
  }
}

const ACCOUNT_FORMS: Readonly<Record<AccountRule, string>> = {
  ssid: "UTF-8 without control characters",
  passphrase: "empty, 8 to 63 printable ASCII characters, or 64 hexadecimal ones",
  host: "`A-Z a-z 0-9 . -`",
  port: "whole number, 1 to 65535",
  flag: "true or false",
  printable: "printable ASCII characters",
  identifier: "`A-Z a-z 0-9 _ -`",
};

export const accountTable = (): string =>
  table(
    ["field", "group", "", "form", "at most", "meaning"],
    Object.entries<AccountField>(ACCOUNT_FIELDS).map(([name, field]) => {
      const isText = field.rule !== "port" && field.rule !== "flag";
      return [
        code(name),
        field.group,
        [field.required ? "required" : "optional", ...(field.secret ? ["secret"] : [])].join(", "),
        ACCOUNT_FORMS[field.rule],
        isText ? `${field.maxLength} bytes` : "",
        field.meaning,
      ];
    }),
  );

export const stateTable = (): string =>
  table(
    ["member", "meaning"],
    Object.entries(PROVISIONING_STATE).map(([name, meaning]) => [code(name), meaning]),
  );

export const limitTable = (): string =>
  table(
    ["limit", "value", "meaning", "source"],
    Object.entries<Limit>(LIMITS).map(([name, { value, unit, meaning, source }]) => [
      code(name),
      unit === "year" ? value : `${value} ${unit}`,
      meaning,
      source,
    ]),
  );

export const errorTable = (raisedBy: ErrorCode["raisedBy"]): string =>
  table(
    ["code", "meaning"],
    Object.entries<ErrorCode>(ERROR_CODES)
      .filter(([, error]) => error.raisedBy === raisedBy)
      .map(([name, { meaning }]) => [code(name), meaning]),
  );
