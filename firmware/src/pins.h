#pragma once

#include <Arduino.h>

/**
 * How the board is wired (docs/flashing.md). GPIO15 must be low and GPIO0, GPIO2 high at boot; the
 * pins named here take no part in that.
 */
namespace homesync::board {

constexpr uint8_t kRelayPin = D1;        // GPIO5, high closes the contact
constexpr uint8_t kButtonPin = D2;       // GPIO4, to ground
constexpr uint8_t kLedPin = D0;          // GPIO16, the NodeMCU's own LED, low lights it
constexpr uint8_t kThermometerPin = D5;  // GPIO14, 4.7 kOhm to 3.3 V

/** UART0 moves to GPIO13 (D7, receives) and GPIO15 (D8, sends); the log goes to UART1, GPIO2 (D4).
 */
constexpr unsigned long kMeterBaud = 9600;
constexpr unsigned long kLogBaud = 115200;

}  // namespace homesync::board
