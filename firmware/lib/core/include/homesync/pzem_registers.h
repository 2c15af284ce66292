#pragma once

#include <stddef.h>
#include <stdint.h>

/** The PZEM-004T v3's register map and frames (maker's manual), used by the driver and the
 * simulated meter. */
namespace homesync::pzem {

constexpr uint8_t kBroadcastAddress = 0x00;
constexpr uint8_t kLastAddress = 0xF7;
constexpr uint8_t kGeneralAddress = 0xF8;

constexpr uint8_t kReadHoldingRegisters = 0x03;
constexpr uint8_t kReadInputRegisters = 0x04;
constexpr uint8_t kWriteRegister = 0x06;
constexpr uint8_t kResetEnergy = 0x42;

/** Set in the function of a reply that is an exception. */
constexpr uint8_t kExceptionFlag = 0x80;

constexpr uint8_t kIllegalFunction = 1;
constexpr uint8_t kIllegalRegister = 2;
constexpr uint8_t kIllegalValue = 3;

/** Input registers, all of them; which metric is where is in the protocol's table. */
constexpr uint16_t kInputRegisters = 10;

/** Holding registers: alarm threshold in W, and the meter's address. */
constexpr uint16_t kAlarmThreshold = 1;
constexpr uint16_t kAddress = 2;
constexpr uint16_t kHoldingRegisters = 3;

/** Address, function and byte count come before the registers of a reply. */
constexpr size_t kReplyHeaderSize = 3;
constexpr size_t kReadReplySize = kReplyHeaderSize + 2 * kInputRegisters + 2;
constexpr size_t kExceptionReplySize = 5;
/** The request to reset the energy counter, and its echo: address, function, CRC. */
constexpr size_t kResetSize = 4;

}  // namespace homesync::pzem
