#pragma once

#include "homesync/ports/firmware_slot.h"
#include "homesync/protocol.h"
#include "homesync/simulated/flash.h"
#include "homesync/text.h"

namespace homesync::simulated {

/** What the first line of a simulated image says. */
struct FirmwareImage {
  /** Empty: the one that the board was made with. */
  FixedText<protocol::kFirmwareVersionMaxLength> version;
  /** It fails soon after every boot. */
  bool crashes = false;
};

/**
 * The part of the flash that firmware lies in. An image of a simulated board says in its first line
 * which version it is, and what is wrong with it: `homesync-image 1.3.0` or
 * `homesync-image 1.3.0 crashes`; what follows is of no meaning. Like the board's boot loader it
 * takes nothing without that line, copies what was committed over the running image at the next
 * boot, and has no way back to the old one.
 */
class FirmwareSlot final : public FirmwareSlotPort {
 public:
  /** What a board of 4 MB has beside the running image. */
  static constexpr uint32_t kCapacity = 1044464;

  /** `chip`: the flash, which loses its supply with the slot. */
  explicit FirmwareSlot(Flash& chip) : chip_(chip) {}

  SlotStatus begin(uint32_t size) override;
  bool write(const uint8_t* bytes, size_t size) override;
  bool commit() override;
  void abort() override;

  /** What the boot loader does when the processor starts; false when there is no whole image to
   * run, now and for ever. What was begun and not committed is gone. */
  bool boot();

  /** The image that boot() has started. */
  const FirmwareImage& running() const { return running_; }

  /** A worn-out flash: nothing can be begun, written or committed until this is taken back. */
  void set_failing(bool failing) { failing_ = failing; }

  /** The supply fails in the middle of the write that would make it more than `bytes` further ones.
   */
  void cut_power_after(uint32_t bytes) { bytes_left_ = bytes; }

  /** The supply fails while boot() copies a committed image over the running one. */
  void cut_power_in_copy() { fails_in_copy_ = true; }

  /** Neither of the two any more. */
  void keep_power();

  /** Bytes written of what was begun. */
  uint32_t written() const { return written_; }
  /** Something was begun, and not given up. */
  bool is_open() const { return open_; }

 private:
  void read_first_line(char character);

  static constexpr uint32_t kUnlimited = UINT32_MAX;

  Flash& chip_;
  uint32_t size_ = 0;
  uint32_t written_ = 0;
  uint32_t bytes_left_ = kUnlimited;
  FirmwareImage running_;
  FirmwareImage next_;
  /** Of the word behind the version: characters read. */
  uint8_t word_ = 0;
  bool open_ = false;
  bool committed_ = false;
  bool failing_ = false;
  bool fails_in_copy_ = false;
  bool broken_ = false;
  /** Of the first line: its end was seen; it is not the one of an image. */
  bool named_ = false;
  bool foreign_ = false;
};

}  // namespace homesync::simulated
