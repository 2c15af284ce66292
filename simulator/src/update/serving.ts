/**
 * How an image server gives a file. Bytes are counted from the start of the file, so that a resumed download meets the
 * same one. `times`: how many requests are served so, the others honestly; all when absent.
 */
export type Serving =
  | { readonly kind: "honest" }
  /** With no word of its size (chunked). */
  | { readonly kind: "no_length" }
  /** The file ends after `bytes`, and the server says so: another file than was meant. */
  | { readonly kind: "truncate"; readonly bytes: number }
  /** The connection is cut after `bytes`. */
  | { readonly kind: "drop"; readonly bytes: number; readonly times?: number }
  /** Nothing more comes after `bytes`; the connection stays open. */
  | { readonly kind: "stall"; readonly bytes: number; readonly times?: number }
  /** The byte at `at` is another one. */
  | { readonly kind: "corrupt"; readonly at: number }
  /** The announced size is wrong by `difference`. */
  | { readonly kind: "wrong_length"; readonly difference: number }
  /** Gives the whole file whatever part is asked for. */
  | { readonly kind: "ignore_range" }
  /** Gives another part than was asked for, `shift` bytes later. */
  | { readonly kind: "wrong_range"; readonly shift: number }
  /** Answers with this status and no file. */
  | { readonly kind: "status"; readonly status: number; readonly times?: number };

/** What one request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** What becomes of the connection behind the body. */
  readonly afterwards: "end" | "drop" | "stall";
}

/** The answer to a request for `file` from byte `from` on; `served`: requests of this serving before. */
export function answerTo(file: Uint8Array, from: number, serving: Serving, served: number): Answer {
  if ("times" in serving && serving.times !== undefined && served >= serving.times) {
    return wholeOrPart(file, from);
  }
  switch (serving.kind) {
    case "honest":
      return wholeOrPart(file, from);
    case "no_length":
      return { ...whole(file), headers: {} };
    case "truncate":
      return wholeOrPart(file.subarray(0, serving.bytes), from);
    case "drop":
    case "stall":
      return upTo(wholeOrPart(file, from), serving.bytes - from, serving.kind);
    case "corrupt":
      return wholeOrPart(
        file.map((byte, at) => (at === serving.at ? byte ^ 0xff : byte)),
        from,
      );
    case "wrong_length": {
      const { length } = file;
      const answer = whole(file);
      const announced = { "content-length": String(length + serving.difference) };
      // More than is there never comes; less is all that a client reads.
      return { ...answer, headers: announced, afterwards: serving.difference > 0 ? "drop" : "end" };
    }
    case "ignore_range":
      return whole(file);
    case "wrong_range":
      return from === 0 ? whole(file) : part(file, from + serving.shift);
    case "status":
      return {
        status: serving.status,
        headers: { "content-length": "0" },
        body: file.subarray(0, 0),
        afterwards: "end",
      };
  }
}

function wholeOrPart(file: Uint8Array, from: number): Answer {
  return from === 0 ? whole(file) : part(file, from);
}

function whole(file: Uint8Array): Answer {
  return { status: 200, headers: { "content-length": String(file.length) }, body: file, afterwards: "end" };
}

/** RFC 9110, 15.3.7 and 15.5.17. */
function part(file: Uint8Array, from: number): Answer {
  const { length } = file;
  if (from >= length) {
    const headers = { "content-range": `bytes */${length}`, "content-length": "0" };
    return { status: 416, headers, body: file.subarray(0, 0), afterwards: "end" };
  }
  const headers = {
    "content-range": `bytes ${from}-${length - 1}/${length}`,
    "content-length": String(length - from),
  };
  return { status: 206, headers, body: file.subarray(from), afterwards: "end" };
}

function upTo(answer: Answer, bytes: number, afterwards: "drop" | "stall"): Answer {
  return { ...answer, body: answer.body.subarray(0, Math.max(0, bytes)), afterwards };
}
