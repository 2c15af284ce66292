import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import { SeriesStoreError } from "../series/series-store.ts";
import { PROBLEM_TYPE, Problem } from "./problem.ts";

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .header("cache-control", "no-store")
    .headers(problem.headers)
    .type(PROBLEM_TYPE)
    .send(problem.details);
}

/** Turns whatever a request failed with into problem details. What the caller did not cause is logged, never shown. */
export function errorHandler(log: Logger) {
  return (error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = error instanceof Problem ? error : problemOf(error);
    if (problem.code === "internal" || problem.code === "store_unavailable") {
      log.error({ err: error, method: request.method, route: request.routeOptions.url }, "request failed");
    }
    return sendProblem(reply, problem);
  };
}

function problemOf(error: FastifyError): Problem {
  if (error instanceof SeriesStoreError) {
    return new Problem("store_unavailable", "the database does not answer; the bridge's log has more");
  }
  if (error.validation !== undefined) return invalidRequest(error);
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem("too_large", "send a smaller body: a command has at most 1024 bytes");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new Problem(
        "unsupported_media_type",
        "send JSON with the header content-type: application/json",
      );
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return new Problem("invalid_request", "the body is not JSON");
    case "FST_ERR_BAD_URL":
    case "FST_ERR_ASYNC_CONSTRAINT":
      return new Problem("invalid_request", "the URL cannot be read: check its percent-encoding");
    default:
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? new Problem("invalid_request", "the request cannot be read")
        : new Problem("internal", "an unexpected error; the bridge's log has more");
  }
}

/** All that is wrong with a request's parameters, by field. */
function invalidRequest({ validation, validationContext }: FastifyError): Problem {
  const errors = (validation ?? []).slice(0, 10).map(({ instancePath, message, params }) => {
    const missing = params["requiredProperties"];
    const field = Array.isArray(missing) ? missing.join(", ") : instancePath.replace(/^\//, "");
    return { in: validationContext ?? "request", field, message: message ?? "is not valid" };
  });
  const named = errors.map(({ field, message }) => `${field} ${message}`.trim()).join("; ");
  return new Problem("invalid_request", `${validationContext ?? "request"}: ${named}`, { errors });
}
