#pragma once

#include <stddef.h>
#include <stdint.h>

namespace homesync {

enum class SlotStatus : uint8_t { kOk, kNoSpace, kFault };

/** Where the next firmware is put together, beside the one that runs. */
class FirmwareSlotPort {
 public:
  /** Makes room for an image of `size` bytes; what was begun before is given up. */
  virtual SlotStatus begin(uint32_t size) = 0;

  /** Adds to the image. Waits for the flash: at most one erase of a sector a call (about 50 ms). */
  virtual bool write(const uint8_t* bytes, size_t size) = 0;

  /** The image is whole and right: the next boot runs it. */
  virtual bool commit() = 0;

  /** Gives up what was begun; nothing when nothing was. */
  virtual void abort() = 0;

 protected:
  ~FirmwareSlotPort() = default;
};

}  // namespace homesync
