#include "homesync/identity.h"

#include "homesync/field_rules.h"
#include "homesync/protocol.h"

namespace homesync {

namespace {

bool is_identifier_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
         (character >= 'A' && character <= 'Z') || character == '-' || character == '_';
}

}  // namespace

bool is_identifier(Text text) {
  if (text.empty() || text.size > protocol::kMaxIdentifier) return false;
  for (size_t i = 0; i < text.size; ++i) {
    if (!is_identifier_character(text.data[i])) return false;
  }
  return true;
}

IdentityStatus validate(const Identity& identity) {
  if (!is_identifier(identity.home_id)) return IdentityStatus::kBadHomeId;
  if (!is_identifier(identity.node_id)) return IdentityStatus::kBadNodeId;
  if (!is_firmware_version(identity.firmware_version)) return IdentityStatus::kBadFirmwareVersion;
  if (!is_target(identity.target)) return IdentityStatus::kBadTarget;
  if (!is_printable(identity.build, protocol::kFirmwareBuildMaxLength)) {
    return IdentityStatus::kBadBuild;
  }
  if (!is_printable(identity.chip, protocol::kFirmwareChipMaxLength)) {
    return IdentityStatus::kBadChip;
  }
  return IdentityStatus::kOk;
}

Text field_of(IdentityStatus status) {
  switch (status) {
    case IdentityStatus::kOk:
      break;
    case IdentityStatus::kBadHomeId:
      return "home_id";
    case IdentityStatus::kBadNodeId:
      return "node_id";
    case IdentityStatus::kBadFirmwareVersion:
      return protocol::field::kVersion;
    case IdentityStatus::kBadTarget:
      return protocol::field::kTarget;
    case IdentityStatus::kBadBuild:
      return protocol::field::kBuild;
    case IdentityStatus::kBadChip:
      return protocol::field::kChip;
  }
  return "identity";
}

}  // namespace homesync
