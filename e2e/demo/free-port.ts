import { once } from "node:events";
import { createServer } from "node:net";

/** `preferred` where nothing on this machine listens on it yet, otherwise 0: any port. */
export async function preferredPort(preferred: number): Promise<number> {
  const server = createServer().listen(preferred, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return 0;
  }
  server.close();
  await once(server, "close");
  return preferred;
}
