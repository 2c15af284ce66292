import type { Socket } from "node:net";
import { FrameGuard } from "./frame-guard.ts";

/**
 * Ends a connection whose client sends a frame above `maxRemaining` bytes. aedes pulls bytes with `read()`, so that
 * is where they are looked at; a stream in between would copy every byte of every client.
 */
export function guardSocket(socket: Socket, maxRemaining: number): void {
  const guard = new FrameGuard(maxRemaining);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    const chunk: Buffer | null = read(size);
    if (chunk === null || guard.accept(chunk)) return chunk;
    socket.destroy(new Error(`frame larger than ${maxRemaining} bytes`));
    return null;
  };
}
