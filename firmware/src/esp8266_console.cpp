#include "esp8266_console.h"

#include <Arduino.h>

#include <new>

namespace homesync::board {
namespace {

constexpr unsigned long kBaud = 115200;

}  // namespace

void Esp8266Console::begin(bool has_account) {
  line_.reset(new (std::nothrow) Line);
  quiet_since_ = millis();
  patience_ = has_account ? kQuiet : kQuietWithoutAccount;
  // A pasted line arrives faster than loop() turns.
  Serial.setRxBufferSize(protocol::kMaxProvisioningBytes + 1);
  Serial.begin(kBaud);
  Serial.println(
      F("\nHomeSync node: a line of JSON provisions it, press Enter to keep it listening"));
}

bool Esp8266Console::poll() {
  if (!line_) return false;
  while (Serial.available() > 0) {
    quiet_since_ = millis();
    patience_ = kQuietWhileTyping;
    take(static_cast<char>(Serial.read()));
  }
  if (elapsed(millis(), quiet_since_) < patience_) return true;
  line_.reset();
  Serial.println(F("The line is the meter's from now on; RESET listens again"));
  Serial.flush();
  Serial.end();
  return false;
}

void Esp8266Console::take(char letter) {
  if (letter != '\n') {
    line_->text.append(Text(&letter, 1));
    return;
  }
  Text line = line_->text.view();
  if (!line.empty() && line.data[line.size - 1] == '\r') line.size -= 1;
  if (!line.empty()) {
    const Text answer = provisioner_.handle_line(line, line_->answer, sizeof line_->answer);
    Serial.write(answer.data, answer.size);
    Serial.println();
  }
  line_->text.clear();
}

}  // namespace homesync::board
