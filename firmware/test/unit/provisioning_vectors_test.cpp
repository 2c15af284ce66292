#include "command_bench.h"
#include "homesync/vectors.h"
#include "provisioning_bench.h"
#include "test.h"

using homesync::Text;
using homesync::protocol::ErrorCode;
using homesync::test::ProvisioningBench;
using homesync::vectors::ProvisioningVector;

namespace {

/** What an answer begins with. */
void write_expected(const ProvisioningVector& vector, homesync::FixedText<256>& start) {
  if (vector.error == ErrorCode::kNone) {
    start.append("{\"status\":\"success\",\"result\":");
    if (*vector.result == '\0') return;
    start.append("\"");
    start.append(Text::terminated(vector.result));
    start.append("\"}");
    return;
  }
  start.append("{\"status\":\"error\",\"error\":\"");
  const auto code = static_cast<uint8_t>(vector.error);
  start.append(Text::terminated(homesync::protocol::kErrorNames[code]));
  if (*vector.error_field != '\0') {
    start.append("\",\"field\":\"");
    start.append(Text::terminated(vector.error_field));
  }
  start.append("\",\"message\":\"");
}

}  // namespace

TEST(
    "every golden line is obeyed by a node without an account, or refused with its code and "
    "field") {
  for (const ProvisioningVector& vector : homesync::vectors::kProvisioningVectors) {
    homesync::test::set_subject(Text::terminated(vector.name));
    ProvisioningBench bench;
    const Text line(reinterpret_cast<const char*>(vector.bytes), vector.size);
    const Text answer = bench.line(line);
    homesync::FixedText<256> expected;
    write_expected(vector, expected);
    CHECK_EQ(Text(answer.data, expected.size()), expected.view());
    CHECK_EQ(bench.provisioner.has_succeeded(), vector.error == ErrorCode::kNone);
    // Nothing of what is refused is applied.
    if (vector.error != ErrorCode::kNone) CHECK(bench.stored().is_empty());
  }
}
