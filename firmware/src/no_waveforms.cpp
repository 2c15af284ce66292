#include <Arduino.h>
#include <core_esp8266_waveform.h>

// digitalWrite() ends a pin's waveform or PWM before it sets the pin, for which the core brings
// along its generator of them. No pin of this board has one; in the generator's place these two
// free 0.4 KB of instruction RAM and 0.6 KB of data RAM. They stay in RAM as digitalWrite() does.

IRAM_ATTR int stopWaveform(uint8_t) {
  return false;
}

IRAM_ATTR bool _stopPWM(uint8_t) {
  return false;
}
