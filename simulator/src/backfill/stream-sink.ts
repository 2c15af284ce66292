import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type HistorySink, HistorySinkError } from "./sink.ts";

/** A file, new or written over; compressed when its name ends in `.gz`. */
export function fileSink(path: string): HistorySink {
  const file = createWriteStream(path);
  if (!path.endsWith(".gz")) return streamSink(file, path, [file]);
  const gzip = createGzip();
  gzip.pipe(file);
  // An error of the file does not reach the compressor by itself.
  file.once("error", (error) => gzip.destroy(error));
  return streamSink(gzip, path, [gzip, file]);
}

/**
 * @param name for errors
 * @param ends the streams to wait for at the end
 */
function streamSink(stream: Writable, name: string, ends: readonly Writable[]): HistorySink {
  const failed = Promise.all(ends.map((end) => finished(end)));
  // Who waits for it hears of it; nobody may be waiting yet.
  failed.catch(() => undefined);
  const guarded = async (work: Promise<unknown>): Promise<void> => {
    try {
      await Promise.race([work, failed]);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
      throw new HistorySinkError(`${name} cannot be written (${code})`);
    }
  };
  return {
    write: (lines) =>
      guarded(
        stream.write(lines) ? Promise.resolve() : new Promise((resolve) => stream.once("drain", resolve)),
      ),
    async close() {
      stream.end();
      await guarded(failed);
    },
  };
}
