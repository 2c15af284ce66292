#include "homesync/utf8.h"

#include "test.h"

using homesync::encode_utf8;
using homesync::is_utf8;
using homesync::Text;

TEST("well-formed UTF-8 of every length is accepted, first and last of each range") {
  CHECK(is_utf8(""));
  CHECK(is_utf8(Text("a\0z")));
  CHECK(is_utf8("\x7f"));
  CHECK(is_utf8("\xc2\x80 \xdf\xbf"));
  CHECK(is_utf8("\xe0\xa0\x80 \xec\xbf\xbf \xed\x9f\xbf \xee\x80\x80 \xef\xbf\xbf"));
  CHECK(is_utf8("\xf0\x90\x80\x80 \xf3\xbf\xbf\xbf \xf4\x8f\xbf\xbf"));
}

TEST("what is not UTF-8 is refused") {
  const Text refused[] = {
      "\x80",              // a continuation by itself
      "\xbf",              //
      "\xc0\x80",          // overlong NUL
      "\xc1\xbf",          // overlong, two bytes
      "\xe0\x9f\xbf",      // overlong, three bytes
      "\xf0\x8f\xbf\xbf",  // overlong, four bytes
      "\xed\xa0\x80",      // the first surrogate
      "\xed\xbf\xbf",      // the last surrogate
      "\xf4\x90\x80\x80",  // above U+10FFFF
      "\xf5\x80\x80\x80",  //
      "\xff",              //
      "a\xc2",             // cut off
      "\xe2\x82",          //
      "\xf0\x9f\x98",      //
      "\xc2z",             // no continuation
      "\xe2\x82z",         //
      "\xf0\x9f\x98z",     //
  };
  for (const Text bytes : refused) {
    homesync::test::set_subject(bytes);
    CHECK(!is_utf8(bytes));
  }
}

TEST("code points are encoded in the fewest bytes, and read back as well formed") {
  const struct {
    uint32_t code_point;
    Text bytes;
  } expected[] = {
      {0x00, Text("\0")},
      {0x7F, "\x7f"},
      {0x80, "\xc2\x80"},
      {0x7FF, "\xdf\xbf"},
      {0x800, "\xe0\xa0\x80"},
      {0xFFFF, "\xef\xbf\xbf"},
      {0x10000, "\xf0\x90\x80\x80"},
      {0x1F600, "\xf0\x9f\x98\x80"},
      {0x10FFFF, "\xf4\x8f\xbf\xbf"},
  };
  for (const auto& [code_point, bytes] : expected) {
    char out[homesync::kMaxUtf8Bytes];
    const Text encoded(out, encode_utf8(code_point, out));
    CHECK_EQ(encoded, bytes);
    CHECK(is_utf8(encoded));
  }
}
