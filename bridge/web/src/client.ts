import type { ApiCommand, ApiEvent, ApiHistory, ApiMe, ApiProblem, ApiStatus } from "./answers.ts";

const PREFIX = "/api/v1";

/** A request that the bridge did not grant, or that did not reach it. */
export class RequestError extends Error {
  /** The problem's code, or `offline` when there was no answer. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "RequestError";
    this.code = code;
    this.status = status;
  }
}

/** The bridge's REST API, as the bearer of one token. All throw {@link RequestError}. */
export class Client {
  readonly #token: string;

  constructor(token: string) {
    this.#token = token;
  }

  me(): Promise<ApiMe> {
    return this.#get("/me");
  }

  status(): Promise<ApiStatus> {
    return this.#get("/status");
  }

  async events(limit: number): Promise<readonly ApiEvent[]> {
    return (await this.#get<{ events: readonly ApiEvent[] }>(`/events?limit=${limit}`)).events;
  }

  /** Windows of `every`, such as `5m`, from `from` to now. */
  history(node: NodeId, metric: string, from: Date, every: string): Promise<ApiHistory> {
    const query = new URLSearchParams({ metric, from: isoSeconds(from), every, limit: "2000" });
    return this.#get(`${nodePath(node)}/history?${query}`);
  }

  /** Resolves when the node has done it. */
  command(node: NodeId, command: string, body: object, key: string): Promise<ApiCommand> {
    return this.#request(`${nodePath(node)}/commands/${command}`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify(body),
    });
  }

  #get<Answer>(path: string): Promise<Answer> {
    return this.#request(path, {});
  }

  async #request<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` };
    let response: Response;
    try {
      response = await fetch(PREFIX + path, { ...init, headers, cache: "no-store" });
    } catch {
      throw new RequestError(
        "offline",
        0,
        "The bridge cannot be reached. Check the network; this page tries again.",
      );
    }
    if (response.ok) return (await response.json()) as Answer;
    const problem = (await response.json().catch(() => ({}))) as Partial<ApiProblem>;
    const text = [problem.title ?? `The bridge answered ${response.status}`, problem.detail]
      .filter(Boolean)
      .join(": ");
    throw new RequestError(problem.code ?? "unknown", response.status, text);
  }
}

/** Which node. */
export interface NodeId {
  readonly home_id: string;
  readonly node_id: string;
}

const nodePath = ({ home_id, node_id }: NodeId): string =>
  `/homes/${encodeURIComponent(home_id)}/nodes/${encodeURIComponent(node_id)}`;

const isoSeconds = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
