#include <string.h>

#include "homesync/base64.h"
#include "homesync/hexadecimal.h"
#include "test.h"

using homesync::decode_base64;
using homesync::decode_hexadecimal;
using homesync::Text;

namespace {

/** The decoded text, or `refused`. */
Text base64(Text encoded) {
  static char decoded[8];
  size_t size = 0;
  if (!decode_base64(encoded, reinterpret_cast<uint8_t*>(decoded), sizeof decoded, size)) {
    return "refused";
  }
  return Text(decoded, size);
}

}  // namespace

TEST("base64 is read with padding and without (RFC 4648, section 10)") {
  CHECK_EQ(base64(""), Text(""));
  CHECK_EQ(base64("Zg=="), Text("f"));
  CHECK_EQ(base64("Zm8="), Text("fo"));
  CHECK_EQ(base64("Zm9v"), Text("foo"));
  CHECK_EQ(base64("Zm9vYg"), Text("foob"));
  CHECK_EQ(base64("Zm9vYmE"), Text("fooba"));
  CHECK_EQ(base64("Zm9vYmFy"), Text("foobar"));
  CHECK_EQ(base64("+/+/"), Text("\xFB\xFF\xBF"));
}

TEST("what is no base64 is refused") {
  const Text wrong[] = {
      "Z",  "Zg=",  "Zg===", "=",    "Zm9v=", "Zm9v====", "Zm 9",     "Zm-_",        "Zm9=v",
      "Zh", "Zm=v", "Zm9vY", "Zm\n", "====",  "Z===",     "Zm9vYmF=", "Zm9vYmFyZm9v"};
  for (const Text& text : wrong) {
    homesync::test::set_subject(text);
    CHECK_EQ(base64(text), Text("refused"));
  }
}

TEST("hexadecimal is read in lower case, of exactly the size that is asked for") {
  uint8_t bytes[3];
  const uint8_t expected[] = {0x00, 0x9a, 0xff};
  REQUIRE(decode_hexadecimal("009aff", bytes, sizeof bytes));
  CHECK_EQ(memcmp(bytes, expected, sizeof bytes), 0);
  CHECK(!decode_hexadecimal("009aff0", bytes, sizeof bytes));
  CHECK(!decode_hexadecimal("009a", bytes, sizeof bytes));
  CHECK(!decode_hexadecimal("009AFF", bytes, sizeof bytes));
  CHECK(!decode_hexadecimal("009ag0", bytes, sizeof bytes));
}
