#pragma once

#include "homesync/command_executor.h"
#include "homesync/ports/store.h"
#include "homesync/sampler.h"
#include "homesync/settings.h"
#include "homesync/settings_store.h"
#include "homesync/trust_anchors.h"

namespace homesync {

/** Obeys `command/config`. What is set holds at once, for everyone who reads the settings. */
class ConfigExecutor final : public CommandExecutor {
 public:
  ConfigExecutor(Settings& settings, StorePort& store, Sampler& sampler, TrustAnchors& anchors)
      : settings_(settings), store_(store), sampler_(sampler), anchors_(anchors) {}

  Outcome execute(const Command& command, Millis now) override;

  /** Whether a factory reset has been done since this was last called: the node is to restart. */
  bool take_restart();

 private:
  Outcome set(JsonObject wanted);
  Outcome factory_reset();
  Outcome set_trust_anchor(JsonValue certificate);
  Outcome trust_anchor();

  Settings& settings_;
  StorePort& store_;
  Sampler& sampler_;
  TrustAnchors& anchors_;
  bool restart_wanted_ = false;
};

}  // namespace homesync
