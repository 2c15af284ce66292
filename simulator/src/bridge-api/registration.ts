import type { Clock } from "../scheduler/clock.ts";
import { apiUrl, askBridge, type BridgeAccess } from "./access.ts";

/** Requests under way at once. */
const MAX_UNDER_WAY = 8;
/** The bridge says when to try again; no longer than this is waited for it. */
const MAX_WAIT_S = 60;

export interface NodeToRegister {
  readonly homeId: string;
  readonly nodeId: string;
  /** For people; absent: the node is removed. */
  readonly name?: string;
}

/** The bridge did not do it; the message says why and what to do. */
export class RegistrationError extends Error {
  override readonly name = "RegistrationError";
  readonly wasReached: boolean;

  constructor(message: string, wasReached: boolean) {
    super(message);
    this.wasReached = wasReached;
  }
}

/**
 * Adds nodes to a bridge's registry under their names, or removes those that have none. May be repeated.
 * @returns how many it added, renamed or removed
 * @throws RegistrationError at the first that it does not take
 */
export async function registerNodes(
  access: BridgeAccess,
  nodes: readonly NodeToRegister[],
  clock: Clock,
): Promise<number> {
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let node = nodes[next++]; node !== undefined; node = nodes[next++]) {
      if (await registerNode(access, node, clock)) done++;
    }
  };
  try {
    await Promise.all(Array.from({ length: MAX_UNDER_WAY }, work));
  } finally {
    // After a failure the others take no more.
    next = nodes.length;
  }
  return done;
}

async function registerNode(
  { url: base, token }: BridgeAccess,
  { homeId, nodeId, name }: NodeToRegister,
  clock: Clock,
): Promise<boolean> {
  const url = apiUrl(base, `homes/${homeId}/nodes/${nodeId}`);
  const request: RequestInit =
    name === undefined
      ? { method: "DELETE" }
      : { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ name }) };
  for (;;) {
    const response = await ask(url, token, request);
    await response.body?.cancel();
    if (response.ok) return true;
    if (response.status === 404 && name === undefined) return false;
    if (response.status !== 429) throw refusal(base, response.status);
    const waitS = Math.min(MAX_WAIT_S, Math.max(1, Number(response.headers.get("retry-after") ?? 1) || 1));
    await new Promise<void>((resolve) => clock.timer(waitS * 1000, resolve));
  }
}

async function ask(url: string, token: string, request: RequestInit): Promise<Response> {
  try {
    return await askBridge(url, token, request);
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
    const { origin } = new URL(url);
    throw new RegistrationError(
      `no bridge answers at ${origin} (${code ?? message})\ncheck its address`,
      false,
    );
  }
}

function refusal(base: string, status: number): RegistrationError {
  const why =
    status === 401
      ? "the token is not valid there: make one with homesync-bridge token"
      : status === 403
        ? "the token must have the role admin, and be for these homes"
        : status === 404
          ? "there is no such API: is this the address of a bridge?"
          : `it answered with status ${status}`;
  return new RegistrationError(`the bridge at ${base} did not take the nodes: ${why}`, true);
}
