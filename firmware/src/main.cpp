#include <Arduino.h>
#include <ESP8266WiFi.h>

#include "esp8266_button.h"
#include "esp8266_clock.h"
#include "esp8266_event_log.h"
#include "esp8266_led.h"
#include "esp8266_meter_port.h"
#include "esp8266_mqtt.h"
#include "esp8266_provisioning.h"
#include "esp8266_radio.h"
#include "esp8266_random.h"
#include "esp8266_relay.h"
#include "esp8266_retained_memory.h"
#include "esp8266_store.h"
#include "esp8266_system.h"
#include "esp8266_thermometer.h"
#include "homesync/node.h"
#include "provisioning.h"

namespace {

using namespace homesync;
using namespace homesync::board;

Esp8266Clock monotonic;
Esp8266EventLog event_log;
Esp8266MeterPort meter_port;
Esp8266Radio radio;
Esp8266Random random_numbers;
Esp8266Relay relay;
Esp8266Store store;
Esp8266System processor;
Esp8266Thermometer thermometer;
Esp8266Led led;
Esp8266Button button;
Esp8266Provisioning provisioning(event_log);
Esp8266RetainedMemory retained_memory;
Esp8266Mqtt broker(monotonic, {HOMESYNC_MQTT_HOST, HOMESYNC_MQTT_PORT, HOMESYNC_MQTT_USERNAME,
                               HOMESYNC_MQTT_PASSWORD});

Node node({monotonic, broker, random_numbers, store, processor, event_log, meter_port, thermometer,
           relay, radio, led, button, provisioning, retained_memory},
          {HOMESYNC_HOME_ID, HOMESYNC_NODE_ID, HOMESYNC_VERSION, HOMESYNC_TARGET, HOMESYNC_BUILD,
           "ESP8266"},
          Settings());

/** In RAM, as it also runs while the flash is being written. */
void IRAM_ATTR on_button() {
  node.on_button_edge(digitalRead(kButtonPin) == LOW, millis());
}

}  // namespace

void setup() {
  relay.begin();
  led.begin();
  button.begin();
  event_log.begin();
  meter_port.begin();
  if (!store.begin()) event_log.log(LogLevel::kError, "the flash could not be mounted");

  WiFi.persistent(false);
  WiFi.mode(WIFI_STA);
  WiFi.setAutoReconnect(true);
  WiFi.begin(HOMESYNC_WIFI_SSID, HOMESYNC_WIFI_PASSWORD);
  configTime(0, 0, "pool.ntp.org", "time.google.com");

  broker.attach(node);
  const IdentityStatus identity = node.start();
  if (identity != IdentityStatus::kOk) {
    event_log.log(LogLevel::kError, "firmware/secrets.ini holds an identity that is not valid:");
    event_log.log(LogLevel::kError, field_of(identity));
  }
  attachInterrupt(digitalPinToInterrupt(kButtonPin), on_button, CHANGE);
}

void loop() {
  thermometer.poll(monotonic.monotonic_ms());
  broker.poll();
  node.poll();
  yield();
}
