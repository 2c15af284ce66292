import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { Problem } from "./problem.ts";
import type { Api } from "./routes/routes.ts";

/** Beside `src/` and `dist/` alike: what `make build` made of `web/`. */
const FOLDER = fileURLToPath(new URL("../../dist/web/", import.meta.url));

/** Nothing from elsewhere, nothing written into the page; it may be framed by nobody. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "script-src 'self'",
  "style-src 'self'",
].join("; ");

/** Serves the page for people at `/`. It holds no secret, so it needs no token: what it shows comes through the API. */
export async function servePage(api: Api, folder = FOLDER): Promise<void> {
  if (!existsSync(`${folder}index.html`)) {
    api.get("/", { config: { open: true }, schema: { hide: true } }, () => {
      throw new Problem("not_found", "the page is not built: run `make build`; the API is at /api/v1");
    });
    return;
  }
  await api.register(async (scope) => {
    scope.addHook("onRoute", (route) => {
      route.config = { ...route.config, open: true };
      route.schema = { ...route.schema, hide: true };
    });
    await scope.register(fastifyStatic, {
      root: folder,
      // A route for each file that is there: no path of a request is ever joined to a folder.
      wildcard: false,
      cacheControl: false,
      setHeaders(reply, path) {
        // The names of assets change with their content.
        const isAsset = path.startsWith(`${folder}assets/`);
        reply.setHeader("cache-control", isAsset ? "public, max-age=31536000, immutable" : "no-cache");
        reply.setHeader("content-security-policy", CONTENT_SECURITY_POLICY);
        reply.setHeader("referrer-policy", "no-referrer");
      },
    });
  });
}
