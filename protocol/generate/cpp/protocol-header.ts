import { OTA_SIGNED_FIRST_LINE } from "../../src/payloads/ota-manifest.ts";
import { LIMITS, type Limit } from "../../src/table/limits.ts";
import { PROTOCOL_VERSION } from "../../src/table/version.ts";
import { doNotEdit, type GeneratedFile } from "../generated-file.ts";
import { account } from "./account.ts";
import { enumerations } from "./actions.ts";
import { derivation } from "./derivation.ts";
import { errors } from "./errors.ts";
import { metrics, settings } from "./measurements.ts";
import { constant, integerConstants, stringLiteral } from "./naming.ts";
import { fieldBounds, fieldNames } from "./payload-fields.ts";
import { topics } from "./topics.ts";

function limits(): string {
  return Object.entries<Limit>(LIMITS)
    .map(
      ([name, { value, unit, meaning, source }]) =>
        `/// ${meaning}; ${unit} (${source})\n${integerConstants(constant(name), { "": value }).join("")}`,
    )
    .join("\n");
}

/** The tables as freestanding C++17, for the core: constants and one inline function, so that nothing it does not use is linked. */
export function protocolHeader(): GeneratedFile {
  const sections = [
    `/// Version of the wire protocol, published in status/firmware.
inline constexpr char kVersion[] = ${stringLiteral(PROTOCOL_VERSION)};`,
    `/// First line of what the signature of an update covers.
inline constexpr char kOtaSignedFirstLine[] = ${stringLiteral(OTA_SIGNED_FIRST_LINE)};`,
    limits(),
    topics(),
    settings(),
    metrics(),
    derivation(),
    errors(),
    account(),
    enumerations(),
    fieldNames(),
    fieldBounds(),
  ];
  return {
    path: "protocol/generated/cpp/homesync/protocol.h",
    content: `// ${doNotEdit("cpp/protocol-header.ts")}
// clang-format off
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync::protocol {

${sections.join("\n\n")}

}  // namespace homesync::protocol
`,
  };
}
