/** Every way in which a request can fail, by code: its HTTP status and its title. */
const PROBLEMS = {
  invalid_request: [400, "The request is not valid"],
  invalid_command: [400, "The command is not valid"],
  unauthorized: [401, "A valid access token is needed"],
  forbidden: [403, "The token's role does not allow this"],
  not_found: [404, "There is nothing here"],
  unknown_home: [404, "There is no such home"],
  unknown_node: [404, "There is no such node"],
  node_offline: [409, "The node is offline"],
  refused_by_node: [409, "The node refused the command"],
  not_accepted_by_node: [422, "The node does not accept such a command"],
  unknown_command: [404, "There is no such command"],
  idempotency_key_reused: [422, "The Idempotency-Key belongs to another request"],
  too_large: [413, "The request is too large"],
  unsupported_media_type: [415, "The body must be application/json"],
  too_many_commands: [429, "Too many commands wait for this node"],
  too_many_requests: [429, "Too many requests"],
  too_many_clients: [503, "Too many live connections"],
  origin_not_allowed: [403, "Pages of this origin may not connect"],
  upgrade_required: [426, "This is a WebSocket"],
  request_header_fields_too_large: [431, "The request's headers are too large"],
  internal: [500, "The bridge failed"],
  broker_offline: [503, "The broker cannot be reached"],
  store_unavailable: [503, "History cannot be read now"],
  stopping: [503, "The bridge is ending"],
  command_timed_out: [504, "The node did not answer"],
  command_expired: [504, "The command waited in vain"],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

/** The HTTP status of a problem. */
export const statusOf = (code: ProblemCode): number => PROBLEMS[code][0];

/** What a problem is called. */
export const titleOf = (code: ProblemCode): string => PROBLEMS[code][1];

/** The body of an answer that is an error: problem details (RFC 9457). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** For programs. */
  readonly code: ProblemCode;
  readonly [extension: string]: unknown;
}

export const PROBLEM_TYPE = "application/problem+json";

/** A request cannot be answered as asked. The detail is for people, says what to do, and holds nothing secret. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    extensions: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.extensions = extensions;
    this.headers = headers;
  }

  get status(): number {
    return statusOf(this.code);
  }

  get details(): ProblemDetails {
    const [status, title] = PROBLEMS[this.code];
    const { code, message: detail, extensions } = this;
    return { type: `urn:homesync:problem:${code}`, title, status, detail, code, ...extensions };
  }
}
