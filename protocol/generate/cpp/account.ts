import { PROVISIONING_ACTIONS, PROVISIONING_STATE } from "../../src/payloads/provisioning.ts";
import { ACCOUNT_FIELDS, type AccountField, DEFAULT_MQTT_PORT } from "../../src/table/account.ts";
import { enumeration } from "./enumeration.ts";
import { constant, integerConstants, stringLiteral } from "./naming.ts";

/** The account of a node, and the actions of the line that provisions it. */
export function account(): string {
  const fields = Object.entries<AccountField>(ACCOUNT_FIELDS);
  const distinct = (key: "rule" | "group") => [...new Set(fields.map(([, field]) => field[key]))];
  const enumerators = (names: readonly string[]) => names.map(constant).join(", ");
  const rows = fields.map(([name, { rule, group, required, secret, maxLength }]) => {
    const kinds = `AccountRule::${constant(rule)}, AccountGroup::${constant(group)}`;
    return `    {${stringLiteral(name)}, ${kinds}, ${required}, ${secret}, ${maxLength}},`;
  });
  return `/// Form of a field of the account.
enum class AccountRule : uint8_t { ${enumerators(distinct("rule"))} };
/// Fields that are replaced together.
enum class AccountGroup : uint8_t { ${enumerators(distinct("group"))} };
inline constexpr uint8_t kAccountGroupCount = ${distinct("group").length};

/// Every field of an account; the value is the index into kAccountFields.
enum class AccountField : uint8_t {
${fields.map(([name], index) => `  ${constant(name)} = ${index},`).join("\n")}
};
inline constexpr uint8_t kAccountFieldCount = ${fields.length};

struct AccountFieldInfo {
  const char* name;
  AccountRule rule;
  AccountGroup group;
  bool required;
  bool secret;  ///< never read back
  uint8_t max_length;  ///< bytes
};
inline constexpr AccountFieldInfo kAccountFields[kAccountFieldCount] = {
${rows.join("\n")}
};
${integerConstants("kDefaultMqttPort", { Tls: DEFAULT_MQTT_PORT.tls, Plain: DEFAULT_MQTT_PORT.plain }).join("\n")}

/// Names in the result of a line's \`get\`.
namespace state {
${Object.keys(PROVISIONING_STATE)
  .map((name) => `inline constexpr char ${constant(name)}[] = ${stringLiteral(name)};`)
  .join("\n")}
}  // namespace state

${enumeration("ProvisioningAction", PROVISIONING_ACTIONS, "Actions of a line that provisions a node.")}`;
}
