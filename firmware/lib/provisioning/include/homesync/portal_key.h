#pragma once

#include "homesync/ports/random.h"
#include "homesync/ports/store.h"
#include "homesync/text.h"

namespace homesync {

/**
 * Name and password of the node's own access point, made once and stored: what is written on a
 * sticker stays true, also over a factory reset. The password has 60 random bits, and no characters
 * that are mistaken for one another.
 */
class PortalKey {
 public:
  static constexpr size_t kPasswordLength = 12;

  /** Reads them, or makes and stores them. False when they could not be stored: the next boot makes
   * others. */
  bool load(StorePort& store, RandomPort& random);

  /** `HomeSync-xxxx`, ended by a NUL. */
  Text ssid() const { return Text(ssid_, sizeof ssid_ - 1); }
  /** Ended by a NUL. */
  Text password() const { return Text(password_, kPasswordLength); }

 private:
  char ssid_[14] = "HomeSync-0000";
  char password_[kPasswordLength + 1] = "";
};

}  // namespace homesync
