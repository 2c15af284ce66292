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
  out.assign(protocol::kRoot);
  out.append("_");
  out.append(identity.home_id);
  out.append("_");
  out.append(identity.node_id);
  out.append("_");
  out.append(Hex32(random_part_).view());
}

}  // namespace homesync
