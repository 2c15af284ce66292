#pragma once

#include <stdint.h>

/**
 * How the inputs of the update target say what happens: a payload of `command/ota`; kEnd; then
 * events until the end, each a byte and what belongs to it. What the server gives are pieces of the
 * image of homesync::test::Update.
 */
namespace homesync::fuzz::update_code {

/** No JSON text holds it as it is. */
constexpr uint8_t kEnd = 0x00;

enum class Event : uint8_t {
  /** From a byte times kUnit on, the size announced. */
  kOpened,
  /** The same, with no size or a wrong one: a byte. */
  kOpenedOdd,
  /** A byte times kUnit of the image, from where the node asked for or the last ended. */
  kPiece,
  /** A byte of bytes that come next in the input: not the image's. */
  kOther,
  kComplete,
  kLost,
  kRefused,
  /** Seconds: the low five bits of a byte. */
  kPass,
  kCancel,
  kDisconnect,
  /** The flash is worn out, or well again. */
  kWorn,
  kCount,
};

constexpr uint32_t kUnit = 8;

}  // namespace homesync::fuzz::update_code
