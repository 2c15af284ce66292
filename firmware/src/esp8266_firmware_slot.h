#pragma once

#include "homesync/ports/firmware_slot.h"

namespace homesync::board {

/**
 * The flash between the running image and the file system, by the core's Updater. The boot loader
 * copies a committed image over the running one at the next boot: what a power cut does then is in
 * docs/update.md.
 */
class Esp8266FirmwareSlot final : public FirmwareSlotPort {
 public:
  SlotStatus begin(uint32_t size) override;
  bool write(const uint8_t* bytes, size_t size) override;
  bool commit() override;
  void abort() override;
};

}  // namespace homesync::board
