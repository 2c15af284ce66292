#pragma once

#include <stddef.h>
#include <stdint.h>

/**
 * What the body asks of its host, module "host". `node` is the number that the host gave the node
 * when it was created. Pointers are valid during the call only. No import may call an export. The C
 * names have a prefix because `log` is a function of the C library.
 */
namespace homesync::wasm {

#define HOMESYNC_IMPORT(name) __attribute__((import_module("host"), import_name(name)))

extern "C" {

/** `will_flags`: QoS, and 4 for retain; flags elsewhere likewise. */
HOMESYNC_IMPORT("mqtt_connect")
void host_mqtt_connect(uint32_t node, const char* client_id, size_t client_id_size,
                       const char* will_topic, size_t will_topic_size, const char* will_payload,
                       size_t will_payload_size, uint32_t will_flags, uint32_t keep_alive_s,
                       uint32_t clean_session);

HOMESYNC_IMPORT("mqtt_subscribe")
void host_mqtt_subscribe(uint32_t node, const char* filter, size_t filter_size, uint32_t qos);

/** Answers the packet id; any non-zero for QoS 0; 0 when it is not accepted. */
HOMESYNC_IMPORT("mqtt_publish")
uint32_t host_mqtt_publish(uint32_t node, const char* topic, size_t topic_size, const char* payload,
                           size_t payload_size, uint32_t flags);

HOMESYNC_IMPORT("mqtt_disconnect")
void host_mqtt_disconnect(uint32_t node);

HOMESYNC_IMPORT("mqtt_abort")
void host_mqtt_abort(uint32_t node);

/** A planned absence is complete; `restart`: the node wants to be started again. */
HOMESYNC_IMPORT("ended")
void host_ended(uint32_t node, uint32_t restart);

HOMESYNC_IMPORT("log")
void host_log(uint32_t node, uint32_t level, const char* line, size_t size);

/** The contact has moved. For observers; the node tells it on the wire itself. */
HOMESYNC_IMPORT("relay_changed")
void host_relay_changed(uint32_t node, uint32_t on);

/** The firmware has failed by itself: the node is gone without a word, and wants to be started
 * again.
 */
HOMESYNC_IMPORT("crashed")
void host_crashed(uint32_t node);

/** Where the downloads to come are to get their file from. */
HOMESYNC_IMPORT("download_prepare")
void host_download_prepare(uint32_t node, const char* url, size_t size);

/** Answered by download_opened and what follows it, or by download_ended. */
HOMESYNC_IMPORT("download_start")
void host_download_start(uint32_t node, uint32_t offset);

/** Nothing of the download is reported any more. */
HOMESYNC_IMPORT("download_abort")
void host_download_abort(uint32_t node);

/** 1 when `signature` (DER) over `bytes` is of the key that updates are signed with. */
HOMESYNC_IMPORT("verify_signature")
uint32_t host_verify_signature(uint32_t node, const char* bytes, size_t bytes_size,
                               const uint8_t* signature, size_t signature_size);

}  // extern "C"

#undef HOMESYNC_IMPORT

}  // namespace homesync::wasm
