#pragma once

#include "homesync/command_executor.h"
#include "homesync/identity.h"
#include "homesync/ports/signature.h"
#include "homesync/updater.h"

namespace homesync {

/** `command/ota`: judges an update by its signed manifest and has it carried out; cancels one. */
class OtaExecutor final : public CommandExecutor {
 public:
  OtaExecutor(SignaturePort& signature, const Identity& identity, Updater& updater)
      : signature_(signature), identity_(identity), updater_(updater) {}

  Outcome execute(const Command& command, Millis now) override;
  bool answers(Text request_id) const override;
  void answer_again() override;

 private:
  Outcome judge(const OtaUpdate& update, Text version, UpdatePlan& plan);
  bool prepare(const JsonValue& value);

  SignaturePort& signature_;
  const Identity& identity_;
  Updater& updater_;
};

}  // namespace homesync
