#include "esp8266_wifi.h"

#include <ESP8266WiFi.h>

namespace homesync::board {

void Esp8266Wifi::begin() {
  WiFi.persistent(false);
  WiFi.setAutoConnect(false);
  // The core of the node decides which network is tried, and when.
  WiFi.setAutoReconnect(false);
  WiFi.mode(WIFI_OFF);
}

void Esp8266Wifi::poll() {
  if (is_new_) {
    is_new_ = false;
    carry_out();
  }
  portal_.poll();
}

bool Esp8266Wifi::is_joined() {
  return !is_new_ && wanted_ == Wanted::kStation && WiFi.status() == WL_CONNECTED;
}

bool Esp8266Wifi::portal_has_guest() {
  return wanted_ == Wanted::kPortal && !is_new_ && WiFi.softAPgetStationNum() > 0;
}

void Esp8266Wifi::want(Wanted wanted, Text ssid, Text password) {
  wanted_ = wanted;
  ssid_ = ssid;
  password_ = password;
  is_new_ = true;
}

void Esp8266Wifi::carry_out() {
  portal_.close();
  switch (wanted_) {
    case Wanted::kNothing:
      WiFi.mode(WIFI_OFF);
      break;
    case Wanted::kStation:
      WiFi.mode(WIFI_STA);
      WiFi.begin(ssid_.data, password_.empty() ? nullptr : password_.data);
      break;
    case Wanted::kPortal:
      WiFi.mode(WIFI_AP);
      if (WiFi.softAP(ssid_.data, password_.data)) portal_.open(WiFi.softAPIP());
      break;
  }
}

}  // namespace homesync::board
