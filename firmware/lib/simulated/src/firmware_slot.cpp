#include "homesync/simulated/firmware_slot.h"

namespace homesync::simulated {

namespace {

constexpr Text kFirstWord = "homesync-image ";

}  // namespace

SlotStatus FirmwareSlot::begin(uint32_t size) {
  abort();
  if (failing_) return SlotStatus::kFault;
  if (size > kCapacity) return SlotStatus::kNoSpace;
  size_ = size;
  written_ = 0;
  next_.clear();
  named_ = false;
  foreign_ = false;
  open_ = true;
  return SlotStatus::kOk;
}

bool FirmwareSlot::write(const uint8_t* bytes, size_t size) {
  if (failing_ || !open_ || size > size_ - written_) return false;
  for (size_t i = 0; i < size; ++i) {
    if (!named_ && !foreign_) read_first_line(static_cast<char>(bytes[i]));
    ++written_;
  }
  return true;
}

bool FirmwareSlot::commit() {
  if (failing_ || !open_ || written_ != size_ || !named_) return false;
  open_ = false;
  committed_ = true;
  return true;
}

void FirmwareSlot::abort() {
  open_ = false;
  committed_ = false;
}

Text FirmwareSlot::boot() {
  if (committed_) running_ = next_;
  abort();
  return running_.view();
}

void FirmwareSlot::read_first_line(char character) {
  if (written_ < kFirstWord.size) {
    foreign_ = character != kFirstWord.data[written_];
  } else if (character == '\n') {
    named_ = true;
  } else {
    foreign_ = !next_.append(Text(&character, 1));
  }
}

}  // namespace homesync::simulated
