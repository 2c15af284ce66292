#pragma once

#ifdef HOMESYNC_ESPOTA_PASSWORD
#include <ArduinoOTA.h>
#endif

namespace homesync::board {

/** Images from the workbench by a password (platformio.ini: nodemcuv2_espota); nothing elsewhere.
 */
class Esp8266Espota {
 public:
#ifdef HOMESYNC_ESPOTA_PASSWORD
  /** To be called from loop() while there is a network. */
  void poll() {
    static_assert(sizeof HOMESYNC_ESPOTA_PASSWORD > 8,
                  "espota_password of firmware/secrets.ini: at least 8 characters");
    if (!is_ready_) {
      ArduinoOTA.setPassword(HOMESYNC_ESPOTA_PASSWORD);
      ArduinoOTA.begin(false);  // without mDNS: platformio.ini names the address
      is_ready_ = true;
    }
    ArduinoOTA.handle();
  }

 private:
  bool is_ready_ = false;
#else
  void poll() {}
#endif
};

}  // namespace homesync::board
