#pragma once

#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/text.h"
#include "homesync/timestamp.h"

/**
 * How the inputs of the command target say what happens to a node: a byte of the flags below; for
 * kOtherTopic the topic's end and a line end; the payload; kEnd; then the next message.
 */
namespace homesync::fuzz::message_code {

constexpr Text kTopics[] = {"command/relay", "command/led", "command/config", "command/ota"};
constexpr uint8_t kTopicCount = sizeof kTopics / sizeof kTopics[0];

/** An index into kTopics, or kOtherTopic. */
constexpr uint8_t kTopicMask = 0x07;
constexpr uint8_t kOtherTopic = kTopicCount;

constexpr uint8_t kRetained = 0x08;
/** The relay's contact does not follow. */
constexpr uint8_t kStuckRelay = 0x10;
/** The MQTT client has no room. */
constexpr uint8_t kRefusing = 0x20;
/** The time of day is not known. */
constexpr uint8_t kNoClock = 0x40;
/** The connection is lost and found again afterwards. */
constexpr uint8_t kReconnect = 0x80;

/** No JSON text holds it as it is. */
constexpr uint8_t kEnd = 0x00;

/** The time of day when a message comes: that of the golden vectors' timestamps. */
constexpr UtcTime kTime = {1738852200, 0};

}  // namespace homesync::fuzz::message_code
