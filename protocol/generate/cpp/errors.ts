import { ERROR_CODES, type ErrorCodeName } from "../../src/table/errors.ts";
import { constant, stringLiteral } from "./naming.ts";

/** The error codes; 0 is none, so that a code can say that nothing is wrong. */
export function errors(): string {
  const names = Object.keys(ERROR_CODES) as ErrorCodeName[];
  return `/// Why a message was refused.
enum class ErrorCode : uint8_t {
  kNone = 0,
${names.map((name, index) => `  ${constant(name)} = ${index + 1},  ///< ${ERROR_CODES[name].meaning}`).join("\n")}
};
inline constexpr uint8_t kErrorCodeCount = ${names.length + 1};
/// Names on the wire by value; empty for kNone.
inline constexpr const char* kErrorNames[kErrorCodeCount] = {
    "",
${names.map((name) => `    ${stringLiteral(name)},`).join("\n")}
};`;
}
