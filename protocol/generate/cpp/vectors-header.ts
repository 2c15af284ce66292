import { TOPICS } from "../../src/table/topics.ts";
import { parseTopic } from "../../src/topic.ts";
import { type ProvisioningVector, readProvisioningVectors } from "../../vectors/provisioning/read.ts";
import {
  type ManifestVector,
  type MessageVector,
  readManifestVectors,
  readMessageVectors,
} from "../../vectors/read.ts";
import { doNotEdit, type GeneratedFile } from "../generated-file.ts";
import { constant, stringLiteral } from "./naming.ts";
import { fieldRows } from "./vector-fields.ts";

/** Documents above this are about sizes and not about JSON. */
const MAX_JSON_DOCUMENT = 4096;

/** Codes that a JSON reader reports by itself, before anything is known of topics. */
const READER_CODES: ReadonlySet<string> = new Set(["bad_utf8", "bad_json", "too_deep", "duplicate_key"]);

/** The golden vectors for the core's tests: every command, all that nodes send in canonical form, and malformed JSON. */
export function vectorsHeader(): GeneratedFile {
  const families = readMessageVectors();
  const messages = families.flatMap(({ vectors }) => vectors).flatMap(messageRow);
  const documents = families
    .flatMap(({ family, vectors }) => (family === "malformed" ? vectors : []))
    .filter(({ bytes }) => bytes.length <= MAX_JSON_DOCUMENT)
    .map(documentRow);
  const lines = readProvisioningVectors().map(lineRow);
  return {
    path: "protocol/generated/cpp/homesync/vectors.h",
    content: `// ${doNotEdit("cpp/vectors-header.ts")}
// clang-format off
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/protocol.h"

namespace homesync::vectors {

enum class FieldKind : uint8_t { kText, kNumber, kBoolean };

/// One field of a decoded payload.
struct Field {
  const char* name;  ///< path: \`action\`, \`settings/max_power\`
  FieldKind kind;
  const char* text;  ///< kText: the text, UTF-8; else as canonical JSON
  int64_t scaled;    ///< kNumber: in units of 10^-decimals
  uint8_t decimals;
  bool boolean;
};

/// One golden message: what to make of these bytes on this topic.
struct Vector {
  const char* name;
  const char* home_id;
  const char* node_id;
  protocol::Topic topic;
  const uint8_t* bytes;
  uint32_t size;
  protocol::ErrorCode error;  ///< kNone: the payload decodes to the fields
  const char* error_field;    ///< path of the wrong field; empty for the whole
  bool canonical;             ///< the bytes are what an encoder makes of the fields
  const Field* fields;        ///< in wire order
  uint8_t field_count;
};

/// One JSON document, for the reader alone; kNone: it accepts the document, which may still be no message.
struct JsonVector {
  const char* name;
  const uint8_t* bytes;
  uint32_t size;
  protocol::ErrorCode error;
};

/// One manifest of an update, and the text that its signature covers.
struct ManifestVector {
  const char* name;
  const char* target;
  const char* version;
  uint32_t size;
  const char* sha256;
  bool allow_downgrade;
  const char* text;
};

/// One line on the serial port of a node without an account, and what it is answered with.
struct ProvisioningVector {
  const char* name;
  const uint8_t* bytes;
  uint32_t size;
  const char* result;         ///< empty where it depends on the node
  protocol::ErrorCode error;  ///< kNone: a success
  const char* error_field;
};

namespace data {
${[...messages, ...documents, ...lines].map(({ data }) => data).join("\n")}
}  // namespace data

inline constexpr Vector kVectors[] = {
${messages.map(({ row }) => row).join("\n")}
};
inline constexpr size_t kVectorCount = sizeof(kVectors) / sizeof(kVectors[0]);

inline constexpr JsonVector kJsonVectors[] = {
${documents.map(({ row }) => row).join("\n")}
};
inline constexpr size_t kJsonVectorCount = sizeof(kJsonVectors) / sizeof(kJsonVectors[0]);

inline constexpr ManifestVector kManifestVectors[] = {
${readManifestVectors().map(manifestRow).join("\n")}
};

inline constexpr ProvisioningVector kProvisioningVectors[] = {
${lines.map(({ row }) => row).join("\n")}
};

}  // namespace homesync::vectors
`,
  };
}

interface Row {
  readonly data: string;
  readonly row: string;
}

function messageRow(vector: MessageVector, index: number): Row[] {
  const { name, topic, bytes, expected, canonical } = vector;
  const address = parseTopic(topic);
  if (!address.ok) {
    throw new Error(`${name}: ${address.error.message}`);
  }
  const { homeId, nodeId, key } = address.value;
  if (!canonical && TOPICS[key].direction === "from-node") {
    return [];
  }
  const fields = "value" in expected ? fieldRows(key, expected.value) : [];
  const [code, field] = "error" in expected ? [expected.error.code, expected.error.field] : ["none", ""];
  const columns = [
    ...[name, homeId, nodeId].map(stringLiteral),
    `protocol::Topic::${constant(key)}`,
    `data::kBytes${index}`,
    bytes.length,
    `protocol::ErrorCode::${constant(code)}`,
    stringLiteral(field),
    canonical,
    fields.length === 0 ? "nullptr" : `data::kFields${index}`,
    fields.length,
  ];
  const lines = fields.map((row) => `    ${row},`).join("\n");
  const table = fields.length === 0 ? "" : `\ninline constexpr Field kFields${index}[] = {\n${lines}\n};`;
  return [{ data: byteArray(`kBytes${index}`, bytes) + table, row: `    {${columns.join(", ")}},` }];
}

function documentRow({ name, bytes, expected }: MessageVector, index: number): Row {
  const code = "error" in expected && READER_CODES.has(expected.error.code) ? expected.error.code : "none";
  const error = `protocol::ErrorCode::${constant(code)}`;
  const columns = [stringLiteral(name), `data::kJson${index}`, bytes.length, error];
  return { data: byteArray(`kJson${index}`, bytes), row: `    {${columns.join(", ")}},` };
}

function manifestRow({ name, manifest, signed }: ManifestVector): string {
  const { target, version, size, sha256, allow_downgrade: allow = false } = manifest;
  const texts = [name, target, version].map(stringLiteral).join(", ");
  return `    {${texts}, ${size}, ${stringLiteral(sha256)}, ${allow}, ${stringLiteral(signed)}},`;
}

function lineRow({ name, line, result, error }: ProvisioningVector, index: number): Row {
  const columns = [
    stringLiteral(name),
    `data::kLine${index}`,
    line.length,
    stringLiteral(result ?? ""),
    `protocol::ErrorCode::${constant(error?.code ?? "none")}`,
    stringLiteral(error?.field ?? ""),
  ];
  return { data: byteArray(`kLine${index}`, line), row: `    {${columns.join(", ")}},` };
}

/** C++ has no arrays of no elements, so nothing is written as one byte that the size does not count. */
function byteArray(name: string, bytes: Uint8Array): string {
  return `inline constexpr uint8_t ${name}[] = {${bytes.length === 0 ? "0" : bytes.join(",")}};`;
}
