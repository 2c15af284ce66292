#include <string.h>

#include "exports.h"
#include "virtual_node.h"

// Who stands before a node that was made without an identity, and the radio around it.

namespace {

using homesync::Provisioner;
using homesync::Text;
using homesync::wasm::fits;
using homesync::wasm::kScratchSize;
using homesync::wasm::ProvisioningDesk;
using homesync::wasm::VirtualNode;
namespace protocol = homesync::protocol;

uint32_t provision(VirtualNode* handle, uint32_t size, bool is_form) {
  ProvisioningDesk* desk = handle->desk();
  // A line that is cut off is too long all the same.
  static_assert(kScratchSize > protocol::kMaxProvisioningBytes + Provisioner::kAnswerCapacity);
  constexpr uint32_t kMost = protocol::kMaxProvisioningBytes + 1;
  if (desk == nullptr) return 0;
  const Text text(scratch(), size < kMost ? size : kMost);
  char* buffer = scratch() + kMost;
  Provisioner& provisioner = desk->provisioner;
  const Text answer = is_form ? provisioner.handle_form(text, buffer, Provisioner::kAnswerCapacity)
                              : provisioner.handle_line(text, buffer, Provisioner::kAnswerCapacity);
  memmove(scratch(), answer.data, answer.size);
  handle->settle();
  return static_cast<uint32_t>(answer.size);
}

}  // namespace

/** Someone types a line on the serial port; the scratch holds it, and then the answer. Answers the
 * size of that: 0 from a node that does not run or came provisioned. Poll the node. */
HOMESYNC_EXPORT(provisioning_line)
uint32_t provisioning_line(VirtualNode* handle, uint32_t size) {
  return provision(handle, size, false);
}

/** Someone sends the portal's form; the same with its body. */
HOMESYNC_EXPORT(provisioning_form)
uint32_t provisioning_form(VirtualNode* handle, uint32_t size) {
  return provision(handle, size, true);
}

/** What the node was told of its broker and network: a protocol::AccountField as text into the
 * scratch. Answers its size; 0 when it is not set, or not known as above. */
HOMESYNC_EXPORT(provisioning_field)
uint32_t provisioning_field(VirtualNode* handle, uint32_t field) {
  const ProvisioningDesk* desk = handle->desk();
  if (desk == nullptr || field >= protocol::kAccountFieldCount) return 0;
  const Text text = desk->account.text(static_cast<protocol::AccountField>(field));
  memcpy(scratch(), text.data, text.size);
  return static_cast<uint32_t>(text.size);
}

/** The one network in the node's reach; the scratch holds its name, then its password. No name:
 * none is. Nothing for a node that came provisioned. */
HOMESYNC_EXPORT(hardware_wifi)
void hardware_wifi(VirtualNode* handle, uint32_t ssid_size, uint32_t password_size) {
  if (handle->wifi() == nullptr || !fits(ssid_size, password_size)) return;
  handle->wifi()->set_network(Text(scratch(), ssid_size),
                              Text(scratch() + ssid_size, password_size));
}

/** Whether a device is joined to the node's own access point, which is open: 1 when it is. */
HOMESYNC_EXPORT(hardware_portal_guest)
uint32_t hardware_portal_guest(VirtualNode* handle, uint32_t present) {
  if (handle->wifi() == nullptr) return 0;
  const bool joined = present != 0 && handle->wifi()->is_portal_open();
  handle->wifi()->set_guest(joined);
  return joined ? 1 : 0;
}

/** CRC-32 of the root certificate that is trusted besides the built-in ones; 0 for none. */
HOMESYNC_EXPORT(trust_anchor) uint32_t trust_anchor(const VirtualNode* handle) {
  return handle->trust_anchor().checksum();
}
