#include "homesync/text.h"

#include "test.h"

using homesync::FixedText;
using homesync::Text;

TEST("a text is equal by its characters, not by where they are") {
  const char buffer[] = {'a', 'b', 'c'};
  CHECK(Text(buffer, 3) == Text("abc"));
  CHECK(Text(buffer, 2) != Text("abc"));
  CHECK(Text("abd") != Text("abc"));
  CHECK(Text() == Text(""));
  CHECK_EQ(Text("a\0b").size, 3U);
  CHECK_EQ(Text::terminated("abc").size, 3U);
}

TEST("a fixed text holds what fits and refuses the rest unchanged") {
  FixedText<4> text;
  CHECK(text.empty());
  CHECK(text.assign("ab"));
  CHECK(text.append("cd"));
  CHECK_EQ(text.view(), "abcd");
  CHECK(!text.append("e"));
  CHECK(!text.assign("vwxyz"));
  CHECK_EQ(text.view(), "abcd");
  CHECK_EQ(Text::terminated(text.c_str()), "abcd");
  text.clear();
  CHECK_EQ(Text::terminated(text.c_str()), "");
}

TEST("a fixed text takes a part of itself") {
  FixedText<8> text;
  CHECK(text.assign("abcdef"));
  CHECK(text.assign(Text(text.c_str() + 2, 3)));
  CHECK_EQ(text.view(), "cde");
}

TEST("a fixed text that is written in place ends where it is told, at most at its capacity") {
  FixedText<4> text;
  memcpy(text.buffer(), "abcd", 4);
  text.resize(3);
  CHECK_EQ(text.view(), "abc");
  text.resize(9);
  CHECK_EQ(text.size(), 4U);
}
