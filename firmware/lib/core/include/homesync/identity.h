#pragma once

#include <stdint.h>

#include "homesync/text.h"

namespace homesync {

/** Who the node is and what runs on it. The characters must outlive the node. */
struct Identity {
  /** `[A-Za-z0-9_-]{1,64}`, as is node_id (design: home_id, node_id) */
  Text home_id;
  Text node_id;
  /** Semantic version without build metadata. */
  Text firmware_version;
  /** The board that the firmware is built for, `[a-z0-9_]{1,32}`. */
  Text target;
  /** Commit or build number; left out of status/firmware when empty. */
  Text build;
  /** Chip type and id; left out when empty. */
  Text chip;
};

/** Whether a node may start with an identity; otherwise the first field that is wrong. */
enum class IdentityStatus : uint8_t {
  kOk,
  kBadHomeId,
  kBadNodeId,
  kBadFirmwareVersion,
  kBadTarget,
  kBadBuild,
  kBadChip,
};

IdentityStatus validate(const Identity& identity);

/** The wrong field's name, for a message; "identity" for kOk. */
Text field_of(IdentityStatus status);

/** `[A-Za-z0-9_-]{1,64}`: no wildcard, no slash, nothing that gives a topic another meaning. */
bool is_identifier(Text text);

}  // namespace homesync
