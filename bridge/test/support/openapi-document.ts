import { Compile } from "typebox/schema";

// biome-ignore lint/suspicious/noExplicitAny: a JSON document, which is looked into
export type Json = any;

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly definition: Json;
}

const METHODS = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

/** Keywords of JSON Schema 2020-12 that the API uses; another one is a mistake until it is added here. */
const KEYWORDS = new Set(
  "type required properties additionalProperties patternProperties items anyOf oneOf enum const minimum maximum minLength maxLength minItems maxItems pattern format description default $ref".split(
    " ",
  ),
);

export const operationsOf = (document: Json): readonly Operation[] =>
  Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => ({ method, path, definition: item[method] })),
  );

/** A schema with its references written out. */
export function resolved(document: Json, schema: Json): Json {
  if (Array.isArray(schema)) return schema.map((entry) => resolved(document, entry));
  if (typeof schema !== "object" || schema === null) return schema;
  if (typeof schema.$ref === "string") {
    const target = schema.$ref
      .replace("#/", "")
      .split("/")
      .reduce((node: Json, key: string) => node?.[key], document);
    if (target === undefined) throw new Error(`${schema.$ref} leads nowhere`);
    return resolved(document, target);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(document, value)]));
}

/**
 * What is wrong with an OpenAPI 3.1 document: its structure (OpenAPI 3.1.0, section 4.8), its references, and its
 * schemas. Covers what the API uses; what it does not know is told, not passed over.
 */
export function faultsOf(document: Json): readonly string[] {
  const faults: string[] = [];
  const expect = (ok: boolean, fault: string): void => {
    if (!ok) faults.push(fault);
  };
  expect(/^3\.1\.\d+$/.test(document.openapi), "openapi must be 3.1.x");
  expect(
    typeof document.info?.title === "string" && typeof document.info?.version === "string",
    "info: title, version",
  );
  const allowed = new Set(["openapi", "info", "servers", "paths", "components", "security", "tags"]);
  for (const key of Object.keys(document)) expect(allowed.has(key), `${key} is not known at the root`);
  const tags = new Set(document.tags?.map(({ name }: Json) => name));
  const schemes = new Set(Object.keys(document.components?.securitySchemes ?? {}));
  for (const [name, schema] of Object.entries<Json>(document.components?.schemas ?? {})) {
    schemaFaults(document, schema, `components/schemas/${name}`, faults);
  }
  for (const { method, path, definition } of operationsOf(document)) {
    const at = `${method} ${path}`;
    expect(path.startsWith("/"), `${at}: the path must begin with a slash`);
    expect(typeof definition.summary === "string", `${at}: no summary`);
    for (const tag of definition.tags ?? []) expect(tags.has(tag), `${at}: the tag ${tag} is not declared`);
    for (const requirement of definition.security ?? document.security ?? []) {
      for (const name of Object.keys(requirement)) expect(schemes.has(name), `${at}: no scheme ${name}`);
    }
    parameterFaults(document, at, path, definition.parameters ?? [], faults);
    for (const [type, media] of Object.entries<Json>(definition.requestBody?.content ?? {})) {
      expect(/^[a-z]+\/[a-z.+-]+$/.test(type), `${at}: ${type} is no media type`);
      schemaFaults(document, media.schema, `${at} body`, faults);
    }
    const responses = Object.entries<Json>(definition.responses ?? {});
    expect(responses.length > 0, `${at}: no responses`);
    for (const [status, { description, content = {} }] of responses) {
      expect(/^[1-5]\d\d$/.test(status), `${at}: ${status} is no status`);
      expect(typeof description === "string" && description !== "", `${at} ${status}: no description`);
      for (const media of Object.values<Json>(content)) {
        schemaFaults(document, media.schema, `${at} ${status}`, faults);
      }
    }
  }
  return faults;
}

function parameterFaults(
  document: Json,
  at: string,
  path: string,
  parameters: Json[],
  faults: string[],
): void {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
  const declared = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
  if ([...inPath].sort().join() !== [...declared].sort().join()) faults.push(`${at}: path parameters differ`);
  const seen = new Set<string>();
  for (const { name, in: where, required, schema } of parameters) {
    if (!["path", "query", "header", "cookie"].includes(where)) faults.push(`${at}: ${name} is nowhere`);
    if (where === "path" && required !== true) faults.push(`${at}: ${name} must be required`);
    if (seen.has(`${where} ${name}`)) faults.push(`${at}: ${name} is declared twice`);
    seen.add(`${where} ${name}`);
    schemaFaults(document, schema, `${at} ${name}`, faults);
  }
}

function schemaFaults(document: Json, schema: Json, at: string, faults: string[]): void {
  if (typeof schema !== "object" || schema === null) {
    faults.push(`${at}: no schema`);
    return;
  }
  try {
    const whole = resolved(document, schema);
    keywordFaults(whole, at, faults);
    Compile(whole);
  } catch (error) {
    faults.push(`${at}: ${(error as Error).message}`);
  }
}

function keywordFaults(schema: Json, at: string, faults: string[]): void {
  if (typeof schema !== "object" || schema === null) return;
  for (const [key, value] of Object.entries<Json>(schema)) {
    if (!KEYWORDS.has(key)) faults.push(`${at}: the keyword ${key} is not known`);
    if (key === "pattern") new RegExp(value, "u");
    if (["properties", "patternProperties"].includes(key)) {
      for (const child of Object.values(value)) keywordFaults(child, at, faults);
    } else if (["anyOf", "oneOf"].includes(key)) {
      for (const child of value) keywordFaults(child, at, faults);
    } else if (["items", "additionalProperties"].includes(key)) keywordFaults(value, at, faults);
  }
  for (const name of schema.required ?? []) {
    if (!(name in (schema.properties ?? {}))) faults.push(`${at}: ${name} is required and not declared`);
  }
}
