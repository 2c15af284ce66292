import { request as httpRequest } from "node:http";
import fc from "fast-check";
import { Compile } from "typebox/schema";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Bridge } from "../src/bridge.ts";
import { HOME, NODE, power, response } from "./support/messages.ts";
import { faultsOf, type Json, type Operation, operationsOf, resolved } from "./support/openapi-document.ts";
import { PlayedNode } from "./support/played-node.ts";
import { runningBridge } from "./support/running-bridge.ts";
import { fromSchema, oddText } from "./support/schema-arbitrary.ts";

/** Requests to each operation. */
const RUNS = 60;

interface Fuzzed {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly role: "viewer" | "operator" | "admin" | "none" | "broken";
}

interface Given {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Asks exactly this path; `fetch` would tidy it up. */
function ask(bridge: Bridge, method: string, { path, headers, body }: Fuzzed): Promise<Given> {
  const { hostname, port } = new URL(bridge.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.on("end", () =>
        resolve({ status: incoming.statusCode ?? 0, type: incoming.headers["content-type"] ?? "", text }),
      );
    });
    request.once("error", reject);
    request.end(body);
  });
}

const moment = fc
  .date({ min: new Date("2026-01-01"), max: new Date(), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Values of parameters that lead somewhere. */
const LIKELY: ReadonlyMap<string, fc.Arbitrary<string>> = new Map([
  ["home", fc.constant(HOME)],
  ["node", fc.constant(NODE)],
  ["from", moment],
  ["to", moment],
  ["before", moment],
]);

/** Mostly what the document allows, often the node that there is, sometimes anything. */
function requests(document: Json, { path, definition }: Operation): fc.Arbitrary<Fuzzed> {
  const parameters: Json[] = definition.parameters ?? [];
  const value = (parameter: Json): fc.Arbitrary<string> => {
    const allowed = fromSchema(resolved(document, parameter.schema)).map(String);
    const likely = LIKELY.get(parameter.name) ?? allowed;
    return fc.oneof(
      { weight: 20, arbitrary: likely },
      { weight: 2, arbitrary: allowed },
      { weight: 1, arbitrary: oddText },
    );
  };
  const named = (where: string) =>
    fc.record(
      Object.fromEntries(parameters.filter((one) => one.in === where).map((one) => [one.name, value(one)])),
      {
        requiredKeys: parameters
          .filter((one) => one.in === where && one.required)
          .map((one) => one.name as never),
      },
    );
  const schema = definition.requestBody?.content["application/json"]?.schema;
  const body =
    schema === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          {
            weight: 6,
            arbitrary: fromSchema(resolved(document, schema)).map((json) => JSON.stringify(json)),
          },
          { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.stringify(json)) },
          { weight: 1, arbitrary: oddText },
        );
  const role = fc.constantFrom("admin", "admin", "admin", "operator", "viewer", "none", "broken");
  return fc
    .tuple(named("path"), named("query"), named("header"), body, role)
    .map(([inPath, query, header, json, who]) => {
      const search = new URLSearchParams(query as Record<string, string>).toString();
      const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) =>
        encodeURIComponent(String((inPath as Json)[name])),
      );
      const headers = Object.fromEntries(
        Object.entries(header as Record<string, string>).map(([name, text]) => [
          name,
          text.replace(/[^ -~]/g, "?"),
        ]),
      );
      return {
        path: search === "" ? filled : `${filled}?${search}`,
        headers: { ...headers, ...(json === undefined ? {} : { "content-type": "application/json" }) },
        body: json,
        role: who,
      } as Fuzzed;
    });
}

let document: Json;

beforeAll(async () => {
  const { startBridge } = await import("../src/bridge.ts");
  const { mkdtemp, rm } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const dataDirectory = await mkdtemp(`${tmpdir()}/homesync-openapi-`);
  const bridge = await startBridge({
    dataDirectory,
    broker: { kind: "embedded", port: 0 },
    http: { port: 0 },
  });
  document = await (await fetch(`${bridge.url}/api/docs/json`)).json();
  await bridge.close();
  await rm(dataDirectory, { recursive: true });
}, 60_000);

test("the OpenAPI document is valid, and has everything that the API answers", () => {
  expect(faultsOf(document)).toEqual([]);
  expect(
    operationsOf(document)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  ).toMatchInlineSnapshot(`
    [
      "delete /api/v1/homes/{home}/nodes/{node}",
      "get /api/v1/audit",
      "get /api/v1/events",
      "get /api/v1/homes",
      "get /api/v1/homes/{home}/nodes",
      "get /api/v1/homes/{home}/nodes/{node}",
      "get /api/v1/homes/{home}/nodes/{node}/commands",
      "get /api/v1/homes/{home}/nodes/{node}/commands/{request_id}",
      "get /api/v1/homes/{home}/nodes/{node}/history",
      "get /api/v1/live",
      "get /api/v1/me",
      "get /api/v1/status",
      "get /api/v1/unknown-nodes",
      "get /healthz",
      "get /metrics",
      "get /readyz",
      "post /api/v1/homes/{home}/nodes/{node}/commands/config",
      "post /api/v1/homes/{home}/nodes/{node}/commands/led",
      "post /api/v1/homes/{home}/nodes/{node}/commands/ota",
      "post /api/v1/homes/{home}/nodes/{node}/commands/relay",
      "put /api/v1/homes/{home}/nodes/{node}",
    ]
  `);
});

test("the validator finds faults", () => {
  const broken = structuredClone(document);
  const operation = broken.paths["/api/v1/homes/{home}/nodes"].get;
  operation.parameters[0].required = false;
  operation.responses["200"].description = "";
  operation.tags = ["nowhere"];
  broken.components.schemas.Node.required.push("colour");
  broken.components.schemas.Event.properties.type.enumm = [];
  delete broken.components.schemas.Problem;
  const faults = faultsOf(broken).join("\n");
  for (const fault of [
    "home must be required",
    "no description",
    "tag nowhere",
    "colour is required",
    "enumm",
    "leads nowhere",
  ]) {
    expect(faults).toContain(fault);
  }
});

describe("random requests made from the document", () => {
  test("are never answered with 500, and always as the document says", { timeout: 180_000 }, async () => {
    const { bridge, log } = await runningBridge({
      http: { port: 0, requestsPerToken: 1e6, requestsPerAddress: 1e6 },
    });
    const node = await PlayedNode.connect(bridge.brokerUrl, {}, ({ payload }) =>
      response({ request_id: payload.request_id, status: "success", result: "on" }),
    );
    await node.say(power(5));
    const tokens = new Map<string, string>();
    for (const role of ["viewer", "operator", "admin"] as const) {
      tokens.set(role, await bridge.issueToken({ homes: "*", role }));
    }
    tokens.set("broken", "a.b.c");
    onTestFinished(() => node.disappear());
    await vi.waitFor(() => expect(bridge.stats().received).toBeGreaterThan(1), { timeout: 20_000 });

    // Removing the node comes last: the others need it.
    const operations = [...operationsOf(document)].sort(
      (a, b) => Number(a.method === "delete") - Number(b.method === "delete"),
    );
    const succeeded = new Set<Operation>();
    for (const operation of operations) {
      const { method, path, definition } = operation;
      const known = answersOf(definition);
      const property = fc.asyncProperty(requests(document, operation), async (fuzzed) => {
        // What waits for a node that is away would wait for long.
        const token = tokens.get(fuzzed.role);
        const headers = {
          ...fuzzed.headers,
          ...(path.includes("/commands/") && method === "post" ? { prefer: "wait=1" } : {}),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        };
        const given = await ask(bridge, method.toUpperCase(), { ...fuzzed, headers });
        expect(given.status, given.text).not.toBe(500);
        expectDocumented(given, known, `${method} ${path}`);
        if (given.status < 300) succeeded.add(operation);
      });
      await fc.assert(property, { numRuns: RUNS, endOnFailure: true });
    }
    expect(log.lines(50)).toEqual([]);
    // Otherwise the requests would prove nothing. The one that opens a WebSocket is asked for without, and the commands
    // of random ids are not there.
    const failed = operations.filter((operation) => !succeeded.has(operation)).map(({ path }) => path);
    expect(failed.sort()).toEqual([
      "/api/v1/homes/{home}/nodes/{node}/commands/{request_id}",
      "/api/v1/live",
    ]);
  });
});

type Known = ReadonlyMap<string, (value: unknown) => boolean>;

/** The checks of an operation's answers, by status and media type. */
function answersOf(definition: Json): Known {
  const checks = new Map<string, (value: unknown) => boolean>();
  for (const [status, { content = {} }] of Object.entries<Json>(definition.responses)) {
    for (const [type, { schema }] of Object.entries<Json>(content)) {
      const compiled = Compile(resolved(document, schema));
      checks.set(`${status} ${type}`, (value) => compiled.Check(value as never));
    }
  }
  return checks;
}

function expectDocumented({ status, type, text }: Given, known: Known, at: string): void {
  // A path that an odd parameter made into another one.
  if (status === 404 && text.includes('"code":"not_found"')) return;
  const media = type.split(";")[0];
  const check = known.get(`${status} ${media}`);
  expect(check, `${at}: ${status} ${media} is not documented: ${text}`).toBeDefined();
  const value = media?.includes("json") === true ? JSON.parse(text) : text;
  expect(check?.(value), `${at}: ${status} does not follow its schema: ${text}`).toBe(true);
}
