#include "homesync/json_reader.h"

#include "test.h"

using homesync::FixedText;
using homesync::JsonMember;
using homesync::JsonMembers;
using homesync::JsonObject;
using homesync::JsonType;
using homesync::JsonValue;
using homesync::Text;
using homesync::protocol::ErrorCode;

namespace {

/** The member `name` of a document that must be valid. */
JsonValue find(Text document, Text name) {
  CHECK_EQ(homesync::validate(document), ErrorCode::kNone);
  return JsonObject(document).find(name);
}

constexpr char kEveryType[] =
    R"( { "object" : { "x" : 1 } , "array" : [ 1 , "]" ] , "text" : "t" , "number" : -1.5 ,)"
    R"( "yes" : true , "no" : false , "nothing" : null } )";

}  // namespace

TEST("a member is found by its name, with its type") {
  CHECK_EQ(find(kEveryType, "object").type(), JsonType::kObject);
  CHECK_EQ(find(kEveryType, "array").type(), JsonType::kArray);
  CHECK_EQ(find(kEveryType, "text").type(), JsonType::kText);
  CHECK_EQ(find(kEveryType, "number").type(), JsonType::kNumber);
  CHECK_EQ(find(kEveryType, "yes").type(), JsonType::kBoolean);
  CHECK_EQ(find(kEveryType, "no").type(), JsonType::kBoolean);
  CHECK_EQ(find(kEveryType, "nothing").type(), JsonType::kNull);
  CHECK_EQ(find(kEveryType, "array").raw(), R"([ 1 , "]" ])");
  CHECK_EQ(find(kEveryType, "number").raw(), "-1.5");
}

TEST("a name that is not there, or only deeper, is absent") {
  CHECK(find(kEveryType, "missing").is_absent());
  CHECK(find(kEveryType, "x").is_absent());
  CHECK(find(kEveryType, "tex").is_absent());
  CHECK(find(kEveryType, "").is_absent());
  CHECK(find("{}", "a").is_absent());
  CHECK_EQ(find("{}", "a").type(), JsonType::kAbsent);
  CHECK(JsonObject().find("a").is_absent());
}

TEST("names and strings that hold escapes, brackets and quotes are read right") {
  const Text document = R"({"a\"b":"}","\u0063":"\\","d":["\"]"],"e":"last"})";
  CHECK(find(document, "a\"b").equals("}"));
  CHECK(find(document, "c").equals("\\"));
  CHECK(find(document, "e").equals("last"));
}

TEST("an object is walked in the order of the document") {
  const Text document = R"({"b":1, "a" : "two","c":{"d":3},"e":[4,{"f":5}]})";
  CHECK_EQ(homesync::validate(document), ErrorCode::kNone);
  JsonMembers members{JsonObject(document)};
  JsonMember member;
  REQUIRE(members.next(member));
  CHECK(member.name.equals("b"));
  CHECK_EQ(member.value.raw(), "1");
  REQUIRE(members.next(member));
  CHECK(member.name.equals("a"));
  CHECK_EQ(member.value.raw(), "\"two\"");
  REQUIRE(members.next(member));
  CHECK(member.name.equals("c"));
  CHECK_EQ(member.value.raw(), R"({"d":3})");
  REQUIRE(members.next(member));
  CHECK(member.name.equals("e"));
  CHECK_EQ(member.value.raw(), R"([4,{"f":5}])");
  CHECK(!members.next(member));
  CHECK(!members.next(member));
  CHECK(member.name.equals("e"));
}

TEST("an object inside an object is entered") {
  JsonObject settings;
  CHECK_EQ(find(R"({"settings":{"name":"x"}})", "settings").as_object(settings), ErrorCode::kNone);
  CHECK(settings.find("name").equals("x"));
}

TEST("strings are decoded into UTF-8") {
  FixedText<32> out;
  CHECK_EQ(find(R"({"a":"\"\\\/\b\f\n\r\t"})", "a").as_text(out), ErrorCode::kNone);
  CHECK_EQ(out.view(), "\"\\/\b\f\n\r\t");
  CHECK_EQ(find(R"({"a":"\u0041\u00e9\u20AC\ud83d\ude00"})", "a").as_text(out), ErrorCode::kNone);
  CHECK_EQ(out.view(), "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK_EQ(find(R"({"a":"x\u0000y"})", "a").as_text(out), ErrorCode::kNone);
  CHECK_EQ(out.view(), Text("x\0y"));
  CHECK_EQ(find(R"({"a":""})", "a").as_text(out), ErrorCode::kNone);
  CHECK_EQ(out.view(), "");
}

TEST("a string that is longer than its buffer is out of range and changes nothing") {
  FixedText<4> out;
  CHECK(out.assign("keep"));
  CHECK_EQ(find(R"({"a":"12345"})", "a").as_text(out), ErrorCode::kOutOfRange);
  CHECK_EQ(find(R"({"a":"123\u00e9"})", "a").as_text(out), ErrorCode::kOutOfRange);
  CHECK_EQ(out.view(), "keep");
  CHECK_EQ(find(R"({"a":"12\u00e9"})", "a").as_text(out), ErrorCode::kNone);
  CHECK_EQ(out.view(), "12\xc3\xa9");
}

TEST("strings are compared decoded and whole") {
  const JsonValue value = find(R"({"a":"o\u006e"})", "a");
  CHECK(value.equals("on"));
  CHECK(!value.equals("o"));
  CHECK(!value.equals("one"));
  CHECK(!value.equals(""));
  CHECK(!find(R"({"a":true})", "a").equals("true"));
  CHECK(!JsonValue().equals(""));
  CHECK(value.equals(find(R"({"b":"\u006fn"})", "b")));
  CHECK(!value.equals(find(R"({"b":"one"})", "b")));
  CHECK(!value.equals(find(R"({"b":"o"})", "b")));
  CHECK(!value.equals(JsonValue()));
}

TEST("booleans are read") {
  bool out = false;
  CHECK_EQ(find(kEveryType, "yes").as_boolean(out), ErrorCode::kNone);
  CHECK(out);
  CHECK_EQ(find(kEveryType, "no").as_boolean(out), ErrorCode::kNone);
  CHECK(!out);
}

TEST("another type, and an absent value, are told apart and change nothing") {
  FixedText<8> text;
  int32_t number = 7;
  bool boolean = true;
  JsonObject object;
  const Text others[] = {"array", "nothing"};
  for (const Text name : others) {
    const JsonValue value = find(kEveryType, name);
    CHECK_EQ(value.as_text(text), ErrorCode::kWrongType);
    CHECK_EQ(value.as_fixed(0, number), ErrorCode::kWrongType);
    CHECK_EQ(value.as_boolean(boolean), ErrorCode::kWrongType);
    CHECK_EQ(value.as_object(object), ErrorCode::kWrongType);
  }
  CHECK_EQ(find(kEveryType, "number").as_text(text), ErrorCode::kWrongType);
  CHECK_EQ(find(kEveryType, "text").as_fixed(0, number), ErrorCode::kWrongType);
  const JsonValue absent;
  CHECK_EQ(absent.as_text(text), ErrorCode::kMissingField);
  CHECK_EQ(absent.as_fixed(0, number), ErrorCode::kMissingField);
  CHECK_EQ(absent.as_boolean(boolean), ErrorCode::kMissingField);
  CHECK_EQ(absent.as_object(object), ErrorCode::kMissingField);
  CHECK_EQ(number, 7);
  CHECK(boolean);
}
