#include "homesync/client_id.h"

namespace homesync {

namespace {

constexpr Text kKey = "client_id";

}  // namespace

bool ClientId::load(StorePort& store, RandomPort& random) {
  if (store.read(kKey, &random_part_, sizeof random_part_) == sizeof random_part_) return true;
  random_part_ = random.next();
  return store.write(kKey, &random_part_, sizeof random_part_);
}

void ClientId::write(const Identity& identity, Buffer& out) const {
  char digits[kRandomLength];
  for (size_t i = 0; i < kRandomLength; ++i) {
    const uint32_t shift = static_cast<uint32_t>(4 * (kRandomLength - 1 - i));
    digits[i] = "0123456789abcdef"[(random_part_ >> shift) & 15];
  }
  out.assign(protocol::kRoot);
  out.append("_");
  out.append(identity.home_id);
  out.append("_");
  out.append(identity.node_id);
  out.append("_");
  out.append(Text(digits, sizeof digits));
}

}  // namespace homesync
