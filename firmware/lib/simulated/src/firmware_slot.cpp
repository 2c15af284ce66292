#include "homesync/simulated/firmware_slot.h"

namespace homesync::simulated {

namespace {

constexpr Text kFirstWord = "homesync-image ";
constexpr Text kCrashes = " crashes";

}  // namespace

SlotStatus FirmwareSlot::begin(uint32_t size) {
  abort();
  if (failing_ || chip_.lost_power()) return SlotStatus::kFault;
  if (size > kCapacity) return SlotStatus::kNoSpace;
  size_ = size;
  written_ = 0;
  next_ = FirmwareImage();
  word_ = 0;
  named_ = false;
  foreign_ = false;
  open_ = true;
  return SlotStatus::kOk;
}

bool FirmwareSlot::write(const uint8_t* bytes, size_t size) {
  if (failing_ || chip_.lost_power() || !open_ || size > size_ - written_) return false;
  for (size_t i = 0; i < size; ++i) {
    if (bytes_left_ == 0) {
      chip_.lose_power();
      return false;
    }
    if (bytes_left_ != kUnlimited) --bytes_left_;
    if (!named_ && !foreign_) read_first_line(static_cast<char>(bytes[i]));
    ++written_;
  }
  return true;
}

bool FirmwareSlot::commit() {
  if (failing_ || chip_.lost_power() || !open_ || written_ != size_ || !named_) return false;
  open_ = false;
  committed_ = true;
  return true;
}

void FirmwareSlot::abort() {
  open_ = false;
  committed_ = false;
}

bool FirmwareSlot::boot() {
  if (committed_) {
    broken_ = fails_in_copy_;
    running_ = next_;
  }
  abort();
  keep_power();
  return !broken_;
}

void FirmwareSlot::keep_power() {
  bytes_left_ = kUnlimited;
  fails_in_copy_ = false;
}

void FirmwareSlot::read_first_line(char character) {
  if (written_ < kFirstWord.size) {
    foreign_ = character != kFirstWord.data[written_];
  } else if (character == '\n') {
    named_ = !next_.version.empty() && (word_ == 0 || word_ == kCrashes.size);
    foreign_ = !named_;
    next_.crashes = word_ != 0;
  } else if (word_ > 0 || character == kCrashes.data[0]) {
    foreign_ = word_ == kCrashes.size || character != kCrashes.data[word_];
    ++word_;
  } else {
    foreign_ = !next_.version.append(Text(&character, 1));
  }
}

}  // namespace homesync::simulated
