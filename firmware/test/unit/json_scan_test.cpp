#include "homesync/json_scan.h"

#include "test.h"

using homesync::Text;
using homesync::validate;
using homesync::protocol::ErrorCode;

namespace {

struct Document {
  Text text;
  ErrorCode error;
};

void check(const Document* documents, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    homesync::test::set_subject(documents[i].text);
    CHECK_EQ(validate(documents[i].text), documents[i].error);
  }
}

template <size_t N>
void check(const Document (&documents)[N]) {
  check(documents, N);
}

}  // namespace

TEST("the grammar of RFC 8259 is accepted") {
  const Document documents[] = {
      {"{}", ErrorCode::kNone},
      {" \t\r\n{ \t\r\n} \t\r\n", ErrorCode::kNone},
      {R"({"a":1,"b":"x","c":true,"d":false,"e":null,"f":[],"g":{}})", ErrorCode::kNone},
      {R"({ "a" : [ 1 , -0 , 0.5 , 1e5 , 1E+5 , 1e-5 , -12.50e05 ] , "b" : [ [ ] ] })",
       ErrorCode::kNone},
      {R"({"":"","\"\\\/\b\f\n\r\t\u00e9":"\u0000\uFFFF"})", ErrorCode::kNone},
      {"{\"\xc3\xa9\":\"\xf0\x9f\x98\x80\x7f\"}", ErrorCode::kNone},
      {R"({"pair":"\ud83d\ude00\uDBFF\uDFFF"})", ErrorCode::kNone},
  };
  check(documents);
}

TEST("what is not JSON is refused") {
  const Document documents[] = {
      {"", ErrorCode::kBadJson},
      {" ", ErrorCode::kBadJson},
      {"{", ErrorCode::kBadJson},
      {"}", ErrorCode::kBadJson},
      {"{}}", ErrorCode::kBadJson},
      {"{} {}", ErrorCode::kBadJson},
      {"{]", ErrorCode::kBadJson},
      {"[}", ErrorCode::kBadJson},
      {"[1,]", ErrorCode::kBadJson},
      {"[,1]", ErrorCode::kBadJson},
      {"[1 2]", ErrorCode::kBadJson},
      {R"({"a":1,})", ErrorCode::kBadJson},
      {R"({,"a":1})", ErrorCode::kBadJson},
      {R"({"a":1 "b":2})", ErrorCode::kBadJson},
      {R"({"a"})", ErrorCode::kBadJson},
      {R"({"a":})", ErrorCode::kBadJson},
      {R"({"a"1})", ErrorCode::kBadJson},
      {R"({"a")", ErrorCode::kBadJson},
      {R"({"a)", ErrorCode::kBadJson},
      {R"({a:1})", ErrorCode::kBadJson},
      {R"({'a':1})", ErrorCode::kBadJson},
      {R"({1:1})", ErrorCode::kBadJson},
      {R"({"a":1)", ErrorCode::kBadJson},
      {R"({"a":tru})", ErrorCode::kBadJson},
      {R"({"a":True})", ErrorCode::kBadJson},
      {R"({"a":nul)", ErrorCode::kBadJson},
      {R"({"a":undefined})", ErrorCode::kBadJson},
      {R"({"a":NaN})", ErrorCode::kBadJson},
      {R"({"a":Infinity})", ErrorCode::kBadJson},
      {R"({"a":+1})", ErrorCode::kBadJson},
      {R"({"a":01})", ErrorCode::kBadJson},
      {R"({"a":-})", ErrorCode::kBadJson},
      {R"({"a":-01})", ErrorCode::kBadJson},
      {R"({"a":.5})", ErrorCode::kBadJson},
      {R"({"a":5.})", ErrorCode::kBadJson},
      {R"({"a":5.e1})", ErrorCode::kBadJson},
      {R"({"a":5e})", ErrorCode::kBadJson},
      {R"({"a":5e+})", ErrorCode::kBadJson},
      {R"({"a":0x10})", ErrorCode::kBadJson},
      {R"({"a":"\x41"})", ErrorCode::kBadJson},
      {R"({"a":"\u12"})", ErrorCode::kBadJson},
      {R"({"a":"\u12g4"})", ErrorCode::kBadJson},
      {R"({"a":"\)", ErrorCode::kBadJson},
      {R"({"a":"\u)", ErrorCode::kBadJson},
      {R"({"a":"\")", ErrorCode::kBadJson},
      {"{\"a\":\"\n\"}", ErrorCode::kBadJson},
      {Text("{\"a\":\"\0\"}"), ErrorCode::kBadJson},
      {Text("{}\0"), ErrorCode::kBadJson},
      {"{}// comment", ErrorCode::kBadJson},
      {"\xef\xbb\xbf{}", ErrorCode::kBadJson},
      {"{\"a\":1}\v", ErrorCode::kBadJson},
      {"{\xc2\xa0}", ErrorCode::kBadJson},
  };
  check(documents);
}

TEST("JSON that is not an object is told apart") {
  const Document documents[] = {
      {"[]", ErrorCode::kNotAnObject},     {" 1 ", ErrorCode::kNotAnObject},
      {"\"{}\"", ErrorCode::kNotAnObject}, {"null", ErrorCode::kNotAnObject},
      {"true", ErrorCode::kNotAnObject},   {"[{}]", ErrorCode::kNotAnObject},
  };
  check(documents);
}

TEST("nesting is accepted up to the limit of 8 and refused one deeper") {
  const Document documents[] = {
      {R"({"a":[[[[[[[]]]]]]]})", ErrorCode::kNone},
      {R"({"a":[[[[[[[[]]]]]]]]})", ErrorCode::kTooDeep},
      {R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}})", ErrorCode::kNone},
      {R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}})", ErrorCode::kTooDeep},
      {R"({"a":[[],[],[],[],[],[],[],[],[],[],[]]})", ErrorCode::kNone},
      {"[[[[[[[[[[[[[[[[", ErrorCode::kTooDeep},
  };
  check(documents);
}

TEST("a key twice in an object is refused, however it is written") {
  const Document documents[] = {
      {R"({"a":1,"a":2})", ErrorCode::kDuplicateKey},
      {R"({"a":1,"b":2,"c":3,"b":4})", ErrorCode::kDuplicateKey},
      {R"({"a":1,"\u0061":2})", ErrorCode::kDuplicateKey},
      {R"({"\u00e9":1,"\u00E9":2})", ErrorCode::kDuplicateKey},
      {"{\"\xc3\xa9\":1,\"\\u00e9\":2}", ErrorCode::kDuplicateKey},
      {"{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", ErrorCode::kDuplicateKey},
      {R"({"/":1,"\/":2})", ErrorCode::kDuplicateKey},
      {R"({"":1,"":2})", ErrorCode::kDuplicateKey},
      {R"({"x":{"a":1,"a":2}})", ErrorCode::kDuplicateKey},
      {R"({"x":[{"a":1},{"a":1,"a":2}]})", ErrorCode::kDuplicateKey},
      {R"({"x":{"a":[1,{"b":"}"}]},"y":2,"x":3})", ErrorCode::kDuplicateKey},
      {R"({ "a" : "\"a\"" , "b" : [ "a" , "," ] , "a" : 1 })", ErrorCode::kDuplicateKey},
  };
  check(documents);
}

TEST("the same key in different objects, and keys that only look alike, are accepted") {
  const Document documents[] = {
      {R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})", ErrorCode::kNone},
      {R"({"a":1,"A":2,"aa":3,"a ":4,"":5})", ErrorCode::kNone},
      {R"({"a":"b","b":"a"})", ErrorCode::kNone},
      {R"({"\\u0061":1,"a":2})", ErrorCode::kNone},
      {R"({"a\u0000":1,"a":2})", ErrorCode::kNone},
  };
  check(documents);
}

TEST("bytes that are not UTF-8 are refused before anything else is looked at") {
  const Document documents[] = {
      {"{\"a\":\"\xff\"}", ErrorCode::kBadUtf8},
      {"{\"a\":\"\xc0\x80\"}", ErrorCode::kBadUtf8},
      {"{\"a\":\"\xed\xa0\x80\"}", ErrorCode::kBadUtf8},
      {"{{{\xff", ErrorCode::kBadUtf8},
      {"{\"a\":1,\"a\":2}\xff", ErrorCode::kBadUtf8},
  };
  check(documents);
}

TEST("escapes that name a lone surrogate are refused as UTF-8") {
  const Document documents[] = {
      {R"({"a":"\ud800"})", ErrorCode::kBadUtf8},
      {R"({"a":"\udc00"})", ErrorCode::kBadUtf8},
      {R"({"a":"\ud800\ud800"})", ErrorCode::kBadUtf8},
      {R"({"a":"\ud800x"})", ErrorCode::kBadUtf8},
      {R"({"a":"\ud800\n"})", ErrorCode::kBadUtf8},
      {R"({"a":"\ud800\u0041"})", ErrorCode::kBadUtf8},
      {R"({"a":"\ude00\ud83d"})", ErrorCode::kBadUtf8},
      {R"({"\ud800":1})", ErrorCode::kBadUtf8},
      // At its own backslash, whatever comes after it.
      {R"({"a":"\ud800\uZZZZ"})", ErrorCode::kBadUtf8},
      {R"({"a":"\ud800)", ErrorCode::kBadUtf8},
  };
  check(documents);
}

TEST("the first fault in the order of the bytes decides") {
  const Document documents[] = {
      {R"({"a":1,"a":2)", ErrorCode::kDuplicateKey},
      {R"({"a":1,"a")", ErrorCode::kDuplicateKey},
      {R"({"a":1,"a" 2})", ErrorCode::kDuplicateKey},
      {R"({"a":tru,"a":2})", ErrorCode::kBadJson},
      {R"({"a":1,"a":"\ud800"})", ErrorCode::kDuplicateKey},
      {R"({"a":"\ud800","a":1})", ErrorCode::kBadUtf8},
      {R"([[[[[[[[[}]]]]]]]]])", ErrorCode::kTooDeep},
      {R"([[[[[[[[}]]]]]]]]])", ErrorCode::kBadJson},
      {R"(["\ud800",)", ErrorCode::kBadUtf8},
      {R"([1] x)", ErrorCode::kBadJson},
  };
  check(documents);
}

TEST("a document is read at any alignment and never beyond its end") {
  const Text document = R"({"action":"on","request_id":"req-\u0031","n":[-1.5e3,true,null]})";
  for (size_t offset = 0; offset < 4; ++offset) {
    char buffer[128];
    memcpy(buffer + offset, document.data, document.size);
    CHECK_EQ(validate(Text(buffer + offset, document.size)), ErrorCode::kNone);
    for (size_t size = 0; size < document.size; ++size) {
      CHECK_EQ(validate(Text(buffer + offset, size)), ErrorCode::kBadJson);
    }
  }
}
