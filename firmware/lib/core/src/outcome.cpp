#include "homesync/outcome.h"

namespace homesync {

using protocol::ErrorCode;

const char* message_of(ErrorCode error) {
  switch (error) {
    case ErrorCode::kTooLarge:
      return "too long; leave out what is not needed";
    case ErrorCode::kBadUtf8:
      return "not UTF-8";
    case ErrorCode::kBadJson:
      return "not JSON; send one object in one line";
    case ErrorCode::kTooDeep:
      return "nested too deep";
    case ErrorCode::kDuplicateKey:
      return "the same name twice";
    case ErrorCode::kNotAnObject:
      return "not a JSON object";
    case ErrorCode::kBadIdentifier:
      return "not a valid identifier";
    case ErrorCode::kMissingField:
      return "required, but absent";
    case ErrorCode::kWrongType:
      return "has another JSON type than the schema";
    case ErrorCode::kOutOfRange:
      return "outside its range or form";
    case ErrorCode::kBadTimestamp:
      return "must be ISO 8601 UTC, such as 2025-02-06T14:30:00.000Z";
    case ErrorCode::kUnknownAction:
      return "not an action of this topic";
    case ErrorCode::kUnknownSetting:
      return "not a setting of this node";
    case ErrorCode::kExpired:
      return "the command is too old; send it again with a new request_id";
    case ErrorCode::kUnsupported:
      return "this firmware does not implement the command; update it";
    case ErrorCode::kTooSoon:
      return "the relay switched just now; try again after min_switch_ms";
    case ErrorCode::kProtection:
      return "a protection has tripped; remove its cause";
    case ErrorCode::kRelayFault:
      return "the contact did not follow; check the relay";
    case ErrorCode::kMeterFault:
      return "the meter did not answer; check its wiring and supply";
    case ErrorCode::kStorageFault:
      return "could not be stored, nothing was applied; check the flash";
    case ErrorCode::kBadCertificate:
      return "not a root certificate that the node can use; send the base64 of its DER";
    case ErrorCode::kSafeMode:
      return "the node is in safe mode after repeated crashes; update it or restart it";
    case ErrorCode::kBusy:
      return "another update is in progress; wait for it, or cancel it";
    case ErrorCode::kBadSignature:
      return "the signature does not verify; sign with the key that this firmware was built for";
    case ErrorCode::kWrongTarget:
      return "the update is for another board; see target in status/firmware";
    case ErrorCode::kNotNewer:
      return "no newer than what runs; sign a newer version, or with --allow-downgrade";
    case ErrorCode::kNoSpace:
      return "the image does not fit beside the one that runs; make it smaller";
    case ErrorCode::kDownloadFailed:
      return "the image could not be downloaded in time; check the server and the network";
    case ErrorCode::kWrongSize:
      return "the image has another size than was signed; upload the file that was signed";
    case ErrorCode::kWrongHash:
      return "the image has another SHA-256 than was signed; upload the file that was signed";
    case ErrorCode::kCancelled:
      return "cancelled by a command; nothing was changed";
    default:
      return "refused";
  }
}

}  // namespace homesync
