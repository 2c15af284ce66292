/** `telemetry/power_factor`, `maxCommandBytes`, `power_on` as `TelemetryPowerFactor`, `MaxCommandBytes`, `PowerOn`. */
export const pascalCase = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

/** Name of a C++ constant or enumerator: `kTelemetryPower`. */
export const constant = (name: string): string => `k${pascalCase(name)}`;

const BYTES = new TextEncoder();

/** A C string literal of the text's UTF-8 bytes. Octal escapes, which end after three digits, unlike hexadecimal ones. */
export function stringLiteral(text: string): string {
  let literal = "";
  for (const byte of BYTES.encode(text)) {
    const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
    literal += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return `"${literal}"`;
}

/** A value with `decimals` places as the integer of 10^-decimals units that the core computes with. */
export function scaled(value: number, decimals: number, what: string): number {
  const result = Math.round(value * 10 ** decimals);
  if (Math.abs(result / 10 ** decimals - value) > 1e-9) {
    throw new Error(`${what}: ${value} has more than ${decimals} decimals`);
  }
  return result;
}

/** 32-bit constants that belong together, one a suffix: signed as soon as one of them is negative. */
export function integerConstants(name: string, values: Readonly<Record<string, number>>): readonly string[] {
  const signed = Object.values(values).some((value) => value < 0);
  const [least, most] = signed ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
  return Object.entries(values).map(([suffix, value]) => {
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new Error(`${name}${suffix} = ${value} does not fit 32 bits`);
    }
    return `inline constexpr ${signed ? "int32_t" : "uint32_t"} ${name}${suffix} = ${value};`;
  });
}
