import { asyncApiDocument } from "./asyncapi.ts";
import { protocolHeader } from "./cpp/protocol-header.ts";
import { vectorsHeader } from "./cpp/vectors-header.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { jsonSchemas } from "./json-schema.ts";
import { referencePage } from "./page/reference-page.ts";

/** Every file that the tables make. */
export function generateAll(): readonly GeneratedFile[] {
  return [protocolHeader(), vectorsHeader(), ...jsonSchemas(), asyncApiDocument(), referencePage()];
}
