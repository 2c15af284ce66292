import { constant, stringLiteral } from "./naming.ts";

/** An `enum class` with its count and the table of its names on the wire, indexed by value. */
export function enumeration(name: string, values: readonly string[], meaning: string): string {
  return `/// ${meaning}
enum class ${name} : uint8_t {
${values.map((value, index) => `  ${constant(value)} = ${index},`).join("\n")}
};
inline constexpr uint8_t k${name}Count = ${values.length};
inline constexpr const char* k${name}Names[k${name}Count] = {
${values.map((value) => `    ${stringLiteral(value)},`).join("\n")}
};`;
}
