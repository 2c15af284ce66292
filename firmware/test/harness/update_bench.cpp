#include "update_bench.h"

#include "homesync/json_writer.h"

namespace homesync::test {

namespace {

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

template <size_t Capacity>
void add(FixedText<Capacity>& text, char character) {
  text.append(Text(&character, 1));
}

void member(JsonWriter& json, Text name, Text value) {
  json.key(name);
  json.text(value);
}

}  // namespace

void Update::sign() {
  Sha256 hash;
  hash.update(image, kSize);
  const Sha256Digest digest = hash.finish();
  sha256.clear();
  for (const uint8_t byte : digest.bytes) {
    add(sha256, "0123456789abcdef"[byte >> 4]);
    add(sha256, "0123456789abcdef"[byte & 15]);
  }
  OtaManifest manifest{target, version, size, sha256.view(), allow_downgrade};
  OtaSignedBytes signed_bytes;
  write_signed_bytes(manifest, signed_bytes);
  uint8_t bytes[ToySignature::kSize];
  ToySignature::sign(signed_bytes.view(), bytes);
  signature.clear();
  for (size_t i = 0; i < sizeof bytes; i += 3) {
    const unsigned bits = static_cast<unsigned>(bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2]);
    for (int shift = 18; shift >= 0; shift -= 6) add(signature, kBase64[bits >> shift & 63]);
  }
}

Text Update::command() {
  JsonWriter json(command_.buffer(), decltype(command_)::kCapacity);
  json.begin_object();
  member(json, "action", "update");
  member(json, "request_id", request_id);
  member(json, "url", url);
  member(json, "target", target);
  member(json, "version", version);
  json.key("size");
  json.unsigned_integer(size);
  member(json, "sha256", sha256.view());
  if (allow_downgrade) {
    json.key("allow_downgrade");
    json.boolean(true);
  }
  member(json, "signature", signature.view());
  json.end_object();
  command_.resize(json.size());
  return command_.view();
}

}  // namespace homesync::test
