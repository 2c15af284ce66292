#pragma once

#include "homesync/text.h"

namespace homesync {

/**
 * Precedence of two semantic versions without build metadata (semver.org 2.0.0, clause 11):
 * negative, zero or positive as `left` is older than, the same as or newer than `right`.
 */
int compare_versions(Text left, Text right);

}  // namespace homesync
