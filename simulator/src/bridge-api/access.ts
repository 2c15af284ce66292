import { isLoopback } from "@homesync/broker/reach";

/** Where a bridge's API is, and as whom it is asked. */
export interface BridgeAccess {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly token: string;
}

/** Longest wait for an answer. */
const REQUEST_LIMIT_MS = 5000;

/** What is wrong with the URL of a bridge; undefined when nothing is. A token is not sent in the clear to another machine. */
export function bridgeUrlProblem(url: string, insecure: boolean): string | undefined {
  if (!URL.canParse(url)) return "expected the URL of a bridge, such as http://127.0.0.1:8080";
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") return `expected http:// or https://, not ${protocol}//`;
  if (username !== "" || password !== "") return "must hold no credentials: the token comes from a file";
  if (protocol === "https:" || insecure || isLoopback(hostname.replace(/^\[|\]$/g, ""))) return undefined;
  return "would send the token in the clear to another machine: use https://, or allow it with insecure";
}

/** The URL of something in the API. */
export const apiUrl = (base: string, path: string): string =>
  new URL(`api/v1/${path}`, base.endsWith("/") ? base : `${base}/`).href;

/** Asks the API. @throws as fetch does when there is no answer in time */
export function askBridge(url: string, token: string, request: RequestInit = {}): Promise<Response> {
  return fetch(url, {
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    redirect: "error",
  });
}
