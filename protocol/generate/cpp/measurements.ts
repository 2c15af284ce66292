import { METRIC_NAMES, METRICS, type Metric, type MetricName } from "../../src/table/metrics.ts";
import { SETTINGS, type Setting } from "../../src/table/settings.ts";
import { constant, scaled, stringLiteral } from "./naming.ts";

/** The metrics, in the order in which one sample's readings are published. */
export function metrics(): string {
  return `/// What a metric is read from.
enum class Sensor : uint8_t { kMeter, kThermometer };

/// Every metric of telemetry, in publishing order; the value is the index into kMetrics.
enum class Metric : uint8_t {
${METRIC_NAMES.map((name, index) => `  ${constant(name)} = ${index},`).join("\n")}
};
inline constexpr uint8_t kMetricCount = ${METRIC_NAMES.length};

struct MetricInfo {
  const char* name;
  Topic topic;
  Setting deadband;  ///< in the units of the metric
  Sensor sensor;
  uint8_t input_register;  ///< of the meter; the low word comes first
  const char* unit;        ///< UTF-8
  uint8_t decimals;
  uint8_t words;  ///< registers that it takes; 0 when it is not read from registers
  int32_t min;    ///< in units of 10^-decimals, as is max
  int32_t max;
};
inline constexpr MetricInfo kMetrics[kMetricCount] = {
${METRIC_NAMES.map((name) => `    ${metricRow(name)},`).join("\n")}
};`;
}

function metricRow(name: MetricName): string {
  const { unit, decimals, min, max, source }: Metric = METRICS[name];
  const fields = [
    stringLiteral(name),
    `Topic::${constant(`telemetry/${name}`)}`,
    `Setting::${constant(`deadband_${name}`)}`,
    `Sensor::${constant(source.sensor)}`,
    "register" in source ? source.register : 0,
    stringLiteral(unit),
    decimals,
    "register" in source ? source.words : 0,
    scaled(min, decimals, name),
    scaled(max, decimals, name),
  ];
  return `{${fields.join(", ")}}`;
}

/** The settings of \`command/config\`, with ranges and the value of a node that was never configured. */
export function settings(): string {
  const entries = Object.entries<Setting>(SETTINGS);
  refuseWrongPlaces(entries);
  const choices = entries.flatMap(([name, setting]) =>
    setting.kind === "choice"
      ? [
          `inline constexpr const char* ${constant(name)}Choices[] = {${setting.values.map(stringLiteral).join(", ")}};`,
        ]
      : [],
  );
  return `/// Every setting of a node; the value is the index into kSettings.
enum class Setting : uint8_t {
${entries.map(([name], index) => `  ${constant(name)} = ${index},`).join("\n")}
};
inline constexpr uint8_t kSettingCount = ${entries.length};

enum class SettingKind : uint8_t { kNumber, kChoice, kText };

struct SettingInfo {
  const char* name;
  SettingKind kind;
  uint8_t decimals;  ///< kNumber: places kept; 0 is a whole number
  int32_t min;       ///< kNumber: in units of 10^-decimals, as are max and initial
  int32_t max;
  int32_t initial;  ///< of a node that was never configured; kChoice: the index; kText: empty
  const char* const* choices;
  uint8_t choice_count;
  uint8_t max_length;  ///< kText: printable ASCII characters
};
${choices.join("\n")}
inline constexpr SettingInfo kSettings[kSettingCount] = {
${entries.map(([name, setting]) => `    ${settingRow(name, setting)},`).join("\n")}
};`;
}

function settingRow(name: string, setting: Setting): string {
  const text = stringLiteral(name);
  switch (setting.kind) {
    case "number": {
      const [min, max, initial] = [setting.min, setting.max, setting.default].map((value) =>
        scaled(value, setting.decimals, name),
      );
      return `{${text}, SettingKind::kNumber, ${setting.decimals}, ${min}, ${max}, ${initial}, nullptr, 0, 0}`;
    }
    case "choice": {
      const initial = setting.values.indexOf(setting.default);
      return `{${text}, SettingKind::kChoice, 0, 0, 0, ${initial}, ${constant(name)}Choices, ${setting.values.length}, 0}`;
    }
    case "text":
      if (setting.default !== "") {
        throw new Error(`${name}: the header has no place for the initial text of a setting`);
      }
      return `{${text}, SettingKind::kText, 0, 0, 0, 0, nullptr, 0, ${setting.maxLength}}`;
  }
}

/** A node knows a stored setting by its place: two in one place would overwrite each other, a gap would have no row. */
function refuseWrongPlaces(inOrder: readonly [string, Setting][]): void {
  inOrder.forEach(([name, { place }], index) => {
    if (place !== index) {
      throw new Error(`${name}: place ${place} is taken or leaves a gap; the first free place is ${index}`);
    }
  });
}
