import { describe, expect, test } from "vitest";
import { decodeText } from "../src/decode.ts";
import {
  buildTopic,
  decode,
  decodePayload,
  ERROR_CODES,
  encode,
  type MessageContent,
  otaSignedBytes,
  parseTopic,
  TOPIC_KEYS,
  TOPICS,
} from "../src/index.ts";
import { formsOf } from "../src/payloads/describe.ts";
import { readManifestVectors, readMessageVectors, readTopicVectors } from "../vectors/read.ts";

const families = readMessageVectors();
const everyVector = families.flatMap(({ vectors }) => vectors);
const topicVectors = readTopicVectors();

describe.each(families)("golden vectors of $family", ({ vectors }) => {
  test.each(vectors)("$name", ({ topic, bytes, expected, canonical }) => {
    const decoded = decode(topic, bytes);
    if ("error" in expected) {
      expect(decoded).toMatchObject({ ok: false, error: { ...expected.error, topic } });
      return;
    }
    const address = parseTopic(topic);
    expect(address.ok).toBe(true);
    expect(decoded).toMatchObject({ ok: true, value: address.ok ? address.value : {} });
    const payload = decoded.ok ? decoded.value.payload : undefined;
    expect(payload).toStrictEqual(expected.value);

    const encoded = encode({
      ...(address.ok ? address.value : {}),
      payload: expected.value,
    } as MessageContent);
    expect(encoded).toMatchObject({ ok: true, value: { topic } });
    if (canonical && encoded.ok) {
      expect(Buffer.from(encoded.value.bytes).toString()).toBe(Buffer.from(bytes).toString());
    }
  });
});

test.each(everyVector)("$name: the general way agrees with the fast one", ({ topic, bytes }) => {
  const address = parseTopic(topic);
  const text = Buffer.from(bytes).toString("utf8");
  if (!address.ok || bytes.length > TOPICS[address.value.key].maxBytes || text.includes("\ufffd")) {
    return;
  }
  const { key } = address.value;
  expect(decodeText(key, text, topic)).toStrictEqual(decodePayload(key, bytes, topic));
});

describe("golden topics", () => {
  test.each(topicVectors)("$name", ({ topic, expected }) => {
    const parsed = parseTopic(topic);
    if ("error" in expected) {
      expect(parsed).toMatchObject({ ok: false, error: { ...expected.error, topic } });
      return;
    }
    expect(parsed).toStrictEqual({ ok: true, value: expected.value });
    expect(buildTopic(expected.value)).toStrictEqual({ ok: true, value: topic });
  });
});

test.each(readManifestVectors())("golden manifest: $name", ({ manifest, signed }) => {
  expect(Buffer.from(otaSignedBytes(manifest)).toString()).toBe(signed);
});

describe("the vectors cover", () => {
  const forms = TOPIC_KEYS.flatMap((key) =>
    formsOf(TOPICS[key].payload).map(({ variant }) => ({ key, variant: variant ?? "the only form" })),
  );

  test.each(forms)("$key: $variant, as canonical bytes", ({ key, variant }) => {
    const { payload } = TOPICS[key];
    const found = everyVector.some(
      ({ topic, expected, canonical }) =>
        canonical &&
        topic.endsWith(`/${key}`) &&
        "value" in expected &&
        (payload.kind === "plain" || String(expected.value[payload.discriminator]) === variant),
    );
    expect(found).toBe(true);
  });

  const codecCodes = Object.entries(ERROR_CODES).flatMap(([code, { raisedBy }]) =>
    raisedBy === "codec" ? [code] : [],
  );

  test.each(codecCodes)("the error %s", (code) => {
    const found = [...everyVector, ...topicVectors].some(
      ({ expected }) => "error" in expected && expected.error.code === code,
    );
    expect(found).toBe(true);
  });
});
