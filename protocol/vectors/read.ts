import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorCodeName, OtaManifest, TopicKey } from "../src/index.ts";

/** What a vector expects to be refused with. */
interface ExpectedError {
  readonly code: ErrorCodeName;
  readonly field: string;
}

/** One golden message: what every implementation must make of these bytes on this topic. */
export interface MessageVector {
  readonly name: string;
  readonly topic: string;
  readonly bytes: Uint8Array;
  /** The decoded payload, or why there is none. */
  readonly expected:
    | { readonly value: Readonly<Record<string, unknown>> }
    | { readonly error: ExpectedError };
  /** The bytes are exactly what an encoder makes of the value, here and in the core. */
  readonly canonical: boolean;
}

/** One golden topic. */
export interface TopicVector {
  readonly name: string;
  readonly topic: string;
  readonly expected:
    | { readonly value: { readonly homeId: string; readonly nodeId: string; readonly key: TopicKey } }
    | { readonly error: ExpectedError };
}

/** One golden manifest of an update, and the text that its signature covers. */
export interface ManifestVector {
  readonly name: string;
  readonly manifest: OtaManifest;
  readonly signed: string;
}

/** The vectors of one file. */
export interface Family<Vector> {
  readonly family: string;
  readonly vectors: readonly Vector[];
}

/** A vector as it stands in its file; its bytes are given in one of three ways. */
interface StoredVector {
  readonly name: string;
  readonly topic: string;
  /** UTF-8 text. */
  readonly bytes?: string;
  readonly base64?: string;
  readonly repeat?: {
    readonly before: string;
    readonly text?: string;
    readonly textBase64?: string;
    readonly times: number;
    readonly after: string;
  };
  readonly value?: never;
  readonly error?: ExpectedError;
  readonly canonical?: boolean;
}

const TOPICS_FAMILY = "topics";
const MANIFESTS_FAMILY = "manifests";
const NO_MESSAGES = [TOPICS_FAMILY, MANIFESTS_FAMILY].map((family) => `${family}.json`);

/** All families of messages, in the order of their file names. */
export function readMessageVectors(): readonly Family<MessageVector>[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith(".json") && !NO_MESSAGES.includes(file))
    .sort()
    .map((file) => {
      const family = file.slice(0, -".json".length);
      const vectors = readStored(family).map((stored) => ({
        name: `${family}: ${stored.name}`,
        topic: stored.topic,
        bytes: bytesOf(stored),
        expected: expectedOf(stored),
        canonical: stored.canonical === true,
      }));
      return { family, vectors };
    });
}

/** The vectors of topics alone. */
export function readTopicVectors(): readonly TopicVector[] {
  return readStored(TOPICS_FAMILY).map((stored) => ({
    name: stored.name,
    topic: stored.topic,
    expected: expectedOf(stored),
  }));
}

/** The vectors of manifests of updates. */
export function readManifestVectors(): readonly ManifestVector[] {
  return readFamily<ManifestVector>(MANIFESTS_FAMILY);
}

function readStored(family: string): readonly StoredVector[] {
  return readFamily<StoredVector>(family);
}

function readFamily<Vector>(family: string): readonly Vector[] {
  const path = join(import.meta.dirname, `${family}.json`);
  return (JSON.parse(readFileSync(path, "utf8")) as { vectors: readonly Vector[] }).vectors;
}

/** Exported for the vectors of lines, which are stored alike. */
export function bytesOf({
  name,
  bytes,
  base64,
  repeat,
}: Pick<StoredVector, "name" | "bytes" | "base64" | "repeat">): Uint8Array {
  if (bytes !== undefined) {
    return new Uint8Array(Buffer.from(bytes, "utf8"));
  }
  if (base64 !== undefined) {
    return new Uint8Array(Buffer.from(base64, "base64"));
  }
  if (repeat === undefined) {
    throw new Error(`vector "${name}" has no bytes, base64 or repeat`);
  }
  const { before, text, textBase64, times, after } = repeat;
  const unit = textBase64 === undefined ? Buffer.from(text ?? "") : Buffer.from(textBase64, "base64");
  return new Uint8Array(
    Buffer.concat([Buffer.from(before), ...Array.from({ length: times }, () => unit), Buffer.from(after)]),
  );
}

function expectedOf({ name, value, error }: StoredVector): { value: never } | { error: ExpectedError } {
  if (value !== undefined && error === undefined) {
    return { value };
  }
  if (error !== undefined && value === undefined) {
    return { error };
  }
  throw new Error(`vector "${name}" needs either a value or an error`);
}
