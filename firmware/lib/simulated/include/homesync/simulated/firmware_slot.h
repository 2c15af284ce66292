#pragma once

#include "homesync/ports/firmware_slot.h"
#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync::simulated {

/**
 * The flash that firmware lies in. An image of a simulated board says which version it is in its
 * first line, `homesync-image 1.3.0`; what follows is of no meaning. Like the board's boot loader
 * it takes nothing without that line, and has no way back to the old version once it has committed.
 */
class FirmwareSlot final : public FirmwareSlotPort {
 public:
  /** What a board of 4 MB has beside the running image. */
  static constexpr uint32_t kCapacity = 1044464;

  SlotStatus begin(uint32_t size) override;
  bool write(const uint8_t* bytes, size_t size) override;
  bool commit() override;
  void abort() override;

  /** The version that the processor starts, from now on; empty for the one it was made with. */
  Text boot();

  /** A worn-out flash: nothing can be begun, written or committed until this is taken back. */
  void set_failing(bool failing) { failing_ = failing; }

  /** Bytes written of what was begun. */
  uint32_t written() const { return written_; }
  /** Something was begun, and not given up. */
  bool is_open() const { return open_; }

 private:
  using Version = FixedText<protocol::kFirmwareVersionMaxLength>;

  void read_first_line(char character);

  uint32_t size_ = 0;
  uint32_t written_ = 0;
  Version running_;
  Version next_;
  bool open_ = false;
  bool committed_ = false;
  bool failing_ = false;
  /** Of the first line: its end was seen; it is not the one of an image. */
  bool named_ = false;
  bool foreign_ = false;
};

}  // namespace homesync::simulated
