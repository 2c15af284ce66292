import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import { NAMED } from "./answers.ts";
import type { Api } from "./routes/routes.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The body as the document shows it, where the route checks it by other means than a schema. */
    documentedBody?: object;
  }
}

/** The page, and below it the document: `/api/docs/json` and `/api/docs/yaml`. */
export const DOCS_PREFIX = "/api/docs";

/** No host but this one: swagger-ui's own policy names a validator elsewhere. */
const CONTENT_SECURITY_POLICY = {
  "default-src": ["'self'"],
  "base-uri": ["'self'"],
  "font-src": ["'self'", "data:"],
  "form-action": ["'self'"],
  "frame-ancestors": ["'none'"],
  "img-src": ["'self'", "data:"],
  "object-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
};

const INTRODUCTION = `State, history, commands and live updates of the nodes, without a broker credential.

Get a token with \`homesync-bridge token\` and send it as \`authorization: Bearer <token>\`. Errors are problem details
(RFC 9457) with a \`code\` for programs. Live updates come over the WebSocket \`/api/v1/live\`, see docs/api.md.`;

/** Makes the OpenAPI document from the schemas of the routes that are added after this, and serves a page to browse it. */
export async function serveOpenApi(api: Api, version: string): Promise<void> {
  for (const schema of NAMED) api.addSchema(schema);
  await api.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "HomeSync bridge", version, description: INTRODUCTION, license: { name: "MIT" } },
      servers: [{ url: "/", description: "this bridge" }],
      tags: [
        { name: "homes", description: "Homes and their nodes" },
        { name: "history", description: "Stored readings" },
        { name: "commands", description: "What nodes are told to do" },
        { name: "registry", description: "Which nodes belong to a home" },
        { name: "observing", description: "Events, audit log, health and metrics" },
      ],
      components: {
        securitySchemes: { token: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      },
      security: [{ token: [] }],
    },
    refResolver: {
      buildLocalReference: ({ $id }, _base, _fragment, index) => String($id ?? `Schema${index}`),
    },
    transform: ({ schema, url, route }) => {
      const documented = route.config?.documentedBody;
      return { schema: documented === undefined ? schema : { ...schema, body: documented }, url };
    },
  });
  await api.register(swaggerUi, {
    routePrefix: DOCS_PREFIX,
    staticCSP: CONTENT_SECURITY_POLICY,
    uiConfig: { validatorUrl: null, persistAuthorization: false, tryItOutEnabled: true },
  });
}
