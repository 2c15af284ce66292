#include "homesync/simulated/relay.h"

namespace homesync::simulated {

Relay::Relay(PzemMeter& meter) : meter_(meter) {
  meter_.set_contact(closed_);
}

void Relay::set(bool on) {
  coil_ = on;
  follow_coil();
}

void Relay::set_stuck(bool stuck) {
  stuck_ = stuck;
  follow_coil();
}

void Relay::follow_coil() {
  if (stuck_ || closed_ == coil_) return;
  closed_ = coil_;
  ++moves_;
  meter_.set_contact(closed_);
}

}  // namespace homesync::simulated
