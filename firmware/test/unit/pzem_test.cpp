#include "homesync/pzem.h"

#include "pzem_frames.h"
#include "pzem_line.h"
#include "test.h"

using homesync::kNoWake;
using homesync::Pzem;
using homesync::PzemError;
using homesync::PzemState;
using pzem_line::kStart;
using pzem_line::Line;

TEST("pzem: idle, there is nothing to report and nothing to wait for") {
  Line line;
  CHECK_EQ(line.poll_after(0), PzemState::kIdle);
  CHECK_EQ(line.meter.next_wake_ms(kStart), kNoWake);
  CHECK(!line.meter.is_busy());
  CHECK_EQ(line.port.unread(), 0U);
}

TEST("pzem: a read sends the captured request and decodes the captured reply") {
  Line line;
  CHECK(line.meter.start_read(kStart));
  CHECK(line.port.sent(frames::kReadAll));
  CHECK(line.meter.is_busy());
  CHECK_EQ(line.poll_after(0), PzemState::kBusy);
  line.port.arrive(frames::kReading);
  CHECK_EQ(line.poll_after(34), PzemState::kDone);
  CHECK(line.is_first_reading());
  CHECK_EQ(line.meter.error(), PzemError::kNone);
}

TEST("pzem: an outcome is reported once, then the meter is idle and can be asked again") {
  Line line;
  line.meter.start_read(kStart);
  line.port.arrive(frames::kReading);
  CHECK_EQ(line.poll_after(34), PzemState::kDone);
  CHECK_EQ(line.poll_after(35), PzemState::kIdle);
  CHECK(line.meter.start_read(kStart + 1000));
  CHECK_EQ(line.poll_after(1250), PzemState::kFailed);
  CHECK_EQ(line.poll_after(1251), PzemState::kIdle);
  CHECK(line.meter.start_read(kStart + 2000));
}

TEST("pzem: while it waits it takes no other request and sends nothing") {
  Line line;
  line.meter.start_read(kStart);
  CHECK(!line.meter.start_read(kStart + 1));
  CHECK(!line.meter.start_reset_energy(kStart + 1));
  CHECK(line.port.sent(frames::kReadAll));
  line.port.arrive(frames::kReading);
  CHECK_EQ(line.poll_after(34), PzemState::kDone);
}

TEST("pzem: it wants to be called when a reply can be there, then often, then at the time-out") {
  Line line;
  line.meter.start_read(kStart);
  CHECK_EQ(line.meter.next_wake_ms(kStart), 26U);
  CHECK_EQ(line.meter.next_wake_ms(kStart + 20), 6U);
  CHECK_EQ(line.meter.next_wake_ms(kStart + 26), 5U);
  CHECK_EQ(line.meter.next_wake_ms(kStart + 247), 3U);
  CHECK_EQ(line.meter.next_wake_ms(kStart + 400), 0U);
}

TEST("pzem: a silent meter fails at the time-out, not before") {
  Line line;
  line.meter.start_read(kStart);
  CHECK_EQ(line.poll_after(Pzem::kReplyTimeoutMs - 1), PzemState::kBusy);
  CHECK_EQ(line.poll_after(Pzem::kReplyTimeoutMs), PzemState::kFailed);
  CHECK_EQ(line.meter.error(), PzemError::kTimeout);
}

TEST("pzem: a reply that is there when the call comes late still counts") {
  Line line;
  line.meter.start_read(kStart);
  line.port.arrive(frames::kReading);
  CHECK_EQ(line.poll_after(10 * Pzem::kReplyTimeoutMs), PzemState::kDone);
}

TEST("pzem: a refusal fails at once, with the meter's code") {
  Line line;
  line.meter.start_read(kStart);
  line.port.arrive(frames::kReadError);
  CHECK_EQ(line.poll_after(30), PzemState::kFailed);
  CHECK_EQ(line.meter.error(), PzemError::kException);
  CHECK_EQ(line.meter.exception_code(), 1);
  line.meter.start_read(kStart + 1000);
  CHECK_EQ(line.meter.error(), PzemError::kNone);
  CHECK_EQ(line.meter.exception_code(), 0);
}

TEST("pzem: resetting the energy sends the captured frame and takes its echo") {
  Line line;
  CHECK(line.meter.start_reset_energy(kStart));
  CHECK(line.port.sent(frames::kReset));
  CHECK_EQ(line.poll_after(10), PzemState::kBusy);
  line.port.arrive(frames::kReset);
  CHECK_EQ(line.poll_after(30), PzemState::kDone);
}

TEST("pzem: a reset that the meter refuses fails with its code") {
  Line line;
  line.meter.start_reset_energy(kStart);
  line.port.arrive(frames::kResetError);
  CHECK_EQ(line.poll_after(30), PzemState::kFailed);
  CHECK_EQ(line.meter.error(), PzemError::kException);
  CHECK_EQ(line.meter.exception_code(), 1);
}

TEST("pzem: a reset that nobody answers fails at the time-out") {
  Line line;
  line.meter.start_reset_energy(kStart);
  CHECK_EQ(line.poll_after(250), PzemState::kFailed);
  CHECK_EQ(line.meter.error(), PzemError::kTimeout);
}

TEST("pzem: a port that does not take the request fails at the next call") {
  Line line;
  line.port.set_room(3);
  CHECK(line.meter.start_read(kStart));
  CHECK_EQ(line.meter.next_wake_ms(kStart), 0U);
  CHECK_EQ(line.poll_after(0), PzemState::kFailed);
  CHECK_EQ(line.meter.error(), PzemError::kPortFull);
  CHECK_EQ(line.poll_after(1), PzemState::kIdle);
}
