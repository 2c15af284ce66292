#include "esp8266_firmware_slot.h"

#include <Arduino.h>
#include <Updater.h>

namespace homesync::board {

SlotStatus Esp8266FirmwareSlot::begin(uint32_t size) {
  abort();
  if (Update.begin(size, U_FLASH)) return SlotStatus::kOk;
  const bool is_full = Update.getError() == UPDATE_ERROR_SPACE;
  return is_full ? SlotStatus::kNoSpace : SlotStatus::kFault;
}

bool Esp8266FirmwareSlot::write(const uint8_t* bytes, size_t size) {
  return Update.write(const_cast<uint8_t*>(bytes), size) == size;
}

bool Esp8266FirmwareSlot::commit() {
  return Update.end();
}

void Esp8266FirmwareSlot::abort() {
  if (!Update.isRunning()) return;
  // The Updater has no other way out, and end() would commit an image that is whole: a digest that
  // it cannot have makes it fail, and the second call then drops what was begun.
  Update.setMD5("00000000000000000000000000000000");
  Update.end();
  if (Update.isRunning()) Update.end();
}

}  // namespace homesync::board
