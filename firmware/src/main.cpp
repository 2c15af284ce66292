#include <Arduino.h>

#include <new>

#include "esp8266_button.h"
#include "esp8266_clock.h"
#include "esp8266_console.h"
#include "esp8266_download.h"
#include "esp8266_espota.h"
#include "esp8266_event_log.h"
#include "esp8266_firmware_slot.h"
#include "esp8266_identity.h"
#include "esp8266_led.h"
#include "esp8266_meter_port.h"
#include "esp8266_mqtt.h"
#include "esp8266_portal.h"
#include "esp8266_radio.h"
#include "esp8266_random.h"
#include "esp8266_relay.h"
#include "esp8266_retained_memory.h"
#include "esp8266_signature.h"
#include "esp8266_store.h"
#include "esp8266_system.h"
#include "esp8266_thermometer.h"
#include "esp8266_transport.h"
#include "esp8266_trust_anchors.h"
#include "esp8266_wifi.h"
#include "homesync/account.h"
#include "homesync/network.h"
#include "homesync/node.h"
#include "homesync/portal_key.h"
#include "homesync/provisioner.h"
#include "loop_watch.h"
#include "meanwhile.h"

namespace {

using namespace homesync;
using namespace homesync::board;

LoopWatch loop_watch;
Esp8266EventLog event_log;
Esp8266Store store;
Esp8266Clock board_clock(store);
Esp8266Random random_numbers;
Esp8266System processor;
Esp8266RetainedMemory retained_memory;
Esp8266Relay relay;
Esp8266Led led;
Esp8266Button button;
Esp8266MeterPort meter_port;
Esp8266Thermometer thermometer;
Esp8266Radio radio;

Account account;
PortalKey portal_key;
Esp8266TrustAnchors trust_anchors;
Provisioner provisioner({board_clock, store, trust_anchors, event_log},
                        {HOMESYNC_VERSION, HOMESYNC_TARGET}, portal_key);
Esp8266Console console(provisioner);
Esp8266Portal portal(provisioner);
Esp8266Wifi wifi(portal);
Network network(wifi, board_clock, account, portal_key, event_log);
Esp8266Espota espota;

Esp8266Connection broker_connection(board_clock, trust_anchors);
Esp8266Transport transport(broker_connection, store, event_log);
Esp8266Mqtt broker(board_clock, transport);
Esp8266Download download(board_clock, trust_anchors, event_log);
Esp8266FirmwareSlot firmware_slot;
Esp8266Signature signature;

/** Made in place once the account is read, as its identity comes from there. */
alignas(Node) uint8_t node_place[sizeof(Node)];
Node* node = nullptr;

/** UART0 is the console's before it is the meter's. */
bool has_console = false;

/** In RAM: Esp8266Button::watch(). */
void IRAM_ATTR on_button(void* subject, bool pressed) {
  static_cast<Node*>(subject)->on_button_edge(pressed, millis());
}

void work_meanwhile() {
  thermometer.poll(board_clock.monotonic_ms());
  node->poll_local();
}

void start_node() {
  node = new (node_place) Node({board_clock, broker, random_numbers, store, processor, event_log,
                                meter_port, thermometer, relay, radio, led, button, network,
                                retained_memory, download, firmware_slot, signature, trust_anchors},
                               identity_of(account), Settings());
  broker.attach(*node);
  download.attach(*node);
  if (account.is_empty()) {
    node->start_offline();
  } else {
    broker.begin(account);
    node->start();
  }
  network.start();
  button.watch(on_button, node);
  Meanwhile::begin(work_meanwhile);
}

}  // namespace

void setup() {
  relay.begin();
  led.begin();
  button.begin();
  event_log.begin();
  wifi.begin();
  loop_watch.begin();
  if (!store.begin()) event_log.log(LogLevel::kError, "the flash could not be mounted");
  board_clock.begin();
  trust_anchors.begin();
  account.load(store);
  portal_key.load(store, random_numbers);
  has_console = processor.was_started_by_hand();
  if (has_console) {
    console.begin(!account.is_empty());
  } else {
    meter_port.begin();
  }
  // With an account it samples from its first moment: it waits for the meter's line.
  if (!has_console || account.is_empty()) start_node();
}

void loop() {
  loop_watch.turned();
  if (has_console && !console.poll()) {
    has_console = false;
    meter_port.begin();
    if (node == nullptr) start_node();
  }
  if (node != nullptr) {
    thermometer.poll(board_clock.monotonic_ms());
    network.poll();
    wifi.poll();
    board_clock.poll(network.is_joined());
    broker.poll();
    download.poll();
    node->poll();
    if (network.is_joined()) espota.poll();
  }
  if (provisioner.take_restart() &&
      (node == nullptr || !node->shutdown(protocol::OnlineReason::kRestart))) {
    processor.restart();
  }
  yield();
}
