#pragma once

#include "homesync/json_reader.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/** Longest text of any field of an account. */
constexpr size_t longest_account_field() {
  size_t longest = 0;
  for (const protocol::AccountFieldInfo& info : protocol::kAccountFields) {
    if (info.max_length > longest) longest = info.max_length;
  }
  return longest;
}

/** A field's value as an account keeps it: every one a text. */
using AccountText = FixedText<longest_account_field()>;

/** Where the fields of an account come from: a line's JSON or a form. */
class AccountSource {
 public:
  /** The first name that is no field of an account, as it stands in the source; empty when there is
   * none. */
  virtual Text unknown_name() const = 0;

  /** Whether a field is given, be its value as it may. */
  virtual bool gives(protocol::AccountField field) const = 0;

  /**
   * Reads a field that is given: kWrongType, kDuplicateKey, or kOutOfRange when it does not fit.
   * Whether it follows the field's rule is left to the caller.
   */
  virtual protocol::ErrorCode read(protocol::AccountField field, AccountText& text) const = 0;

 protected:
  ~AccountSource() = default;
};

/** `{"wifi_ssid":"Home","mqtt_port":8883,...}`: texts, a number for the port, a boolean for TLS. */
class JsonAccount final : public AccountSource {
 public:
  explicit JsonAccount(JsonObject object) : object_(object) {}

  Text unknown_name() const override;
  bool gives(protocol::AccountField field) const override;
  protocol::ErrorCode read(protocol::AccountField field, AccountText& text) const override;

 private:
  JsonValue find(protocol::AccountField field) const;

  JsonObject object_;
};

/** `wifi_ssid=Home&mqtt_port=8883&...` (URL standard, application/x-www-form-urlencoded). An empty
 * field is one that is not given, as a browser sends every field of its page. */
class FormAccount final : public AccountSource {
 public:
  explicit FormAccount(Text body) : body_(body) {}

  Text unknown_name() const override;
  bool gives(protocol::AccountField field) const override;
  protocol::ErrorCode read(protocol::AccountField field, AccountText& text) const override;

 private:
  Text find(protocol::AccountField field, bool& is_twice) const;

  Text body_;
};

}  // namespace homesync
