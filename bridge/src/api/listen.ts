import type { AddressInfo } from "node:net";
import { StartError } from "../config/start-error.ts";
import type { Clock } from "../time/clock.ts";
import type { Api } from "./routes/routes.ts";

/** Requests under way get this long to end, milliseconds. */
const CLOSE_TIMEOUT_MS = 2_000;

/**
 * Starts to listen.
 * @returns the URL of the API on this machine
 * @throws StartError when the address or the port cannot be had
 */
export async function listen(api: Api, host: string, port: number): Promise<string> {
  try {
    await api.listen({ host, port });
  } catch (error) {
    throw new StartError(
      `HTTP: ${listenProblem(error as NodeJS.ErrnoException, host, port)}`,
      undefined,
      error,
    );
  }
  const { address, family, port: actual } = api.server.address() as AddressInfo;
  if (address === "0.0.0.0") return `http://127.0.0.1:${actual}`;
  if (address === "::") return `http://[::1]:${actual}`;
  return family === "IPv6" ? `http://[${address}]:${actual}` : `http://${address}:${actual}`;
}

function listenProblem({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${host} is already in use: stop the program that listens there, or choose another with --http-port`;
    case "EACCES":
      return `this user may not listen on port ${port}: choose one above 1023 with --http-port`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `${host} is not an address of this machine: use --host 127.0.0.1, or 0.0.0.0 for all of them`;
    default:
      return `cannot listen on ${host}:${port}: ${message}`;
  }
}

/** Stops accepting, lets requests end, and cuts those that do not. */
export async function closeApi(api: Api, clock: Clock): Promise<void> {
  const cancel = clock.after(CLOSE_TIMEOUT_MS, () => api.server.closeAllConnections());
  await api.close();
  cancel();
}
