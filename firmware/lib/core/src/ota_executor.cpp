#include "homesync/ota_executor.h"

#include "homesync/base64.h"
#include "homesync/hexadecimal.h"
#include "homesync/ota_manifest.h"
#include "homesync/version_order.h"

namespace homesync {

using protocol::ErrorCode;

namespace {

/** Two integers of 32 bytes, each with a sign byte, and their ASN.1 frame. */
constexpr size_t kMaxSignature = 72;

/** A text that the schema has accepted, in a buffer of its largest size. */
Text read(const JsonValue& value, char* buffer, size_t capacity) {
  size_t size = 0;
  value.as_text(buffer, capacity, size);
  return Text(buffer, size);
}

}  // namespace

Outcome OtaExecutor::execute(const Command& command, Millis now) {
  if (command.is(protocol::OtaAction::kCancel)) {
    return Outcome::success(updater_.cancel(now) ? "cancelled" : "no update in progress");
  }
  if (updater_.is_busy()) return Outcome::refusal(ErrorCode::kBusy);
  UpdatePlan plan;
  plan.request_id = command.request_id.view();
  plan.size = command.update.size;
  char version[protocol::kFirmwareVersionMaxLength];
  plan.version = read(command.update.version, version, sizeof version);
  const Outcome verdict = judge(command.update, plan.version, plan);
  if (verdict.error != ErrorCode::kNone) return verdict;
  if (!prepare(command.update.url)) return Outcome::refusal(ErrorCode::kOutOfRange);
  return updater_.begin(plan, now);
}

bool OtaExecutor::answers(Text request_id) const {
  return updater_.answers(request_id);
}

void OtaExecutor::answer_again() {
  updater_.answer_again();
}

/** The signature first: what is not signed is not worth a look. Not inlined, so that its buffers
 * are gone when the update begins. */
__attribute__((noinline)) Outcome OtaExecutor::judge(const OtaUpdate& update, Text version,
                                                     UpdatePlan& plan) {
  char target[protocol::kTargetMaxLength];
  char sha256[protocol::kOtaSha256MaxLength];
  char encoded[protocol::kOtaSignatureMaxLength];
  uint8_t signature[kMaxSignature];
  OtaManifest manifest;
  manifest.target = read(update.target, target, sizeof target);
  manifest.version = version;
  manifest.size = update.size;
  manifest.sha256 = read(update.sha256, sha256, sizeof sha256);
  manifest.allow_downgrade = update.allow_downgrade;
  const Text base64 = read(update.signature, encoded, sizeof encoded);
  size_t size = 0;
  if (!decode_base64(base64, signature, sizeof signature, size) ||
      !decode_hexadecimal(manifest.sha256, plan.sha256.bytes, Sha256Digest::kSize)) {
    return Outcome::refusal(ErrorCode::kBadSignature);
  }
  OtaSignedBytes signed_bytes;
  write_signed_bytes(manifest, signed_bytes);
  if (!signature_.verify(signed_bytes.view(), signature, size)) {
    return Outcome::refusal(ErrorCode::kBadSignature);
  }
  if (manifest.target != identity_.target) return Outcome::refusal(ErrorCode::kWrongTarget);
  if (!update.allow_downgrade && compare_versions(version, identity_.firmware_version) <= 0) {
    return Outcome::refusal(ErrorCode::kNotNewer);
  }
  return Outcome::own();
}

/** Not inlined likewise. */
__attribute__((noinline)) bool OtaExecutor::prepare(const JsonValue& value) {
  char url[protocol::kOtaUrlMaxLength];
  return updater_.prepare(read(value, url, sizeof url));
}

}  // namespace homesync
