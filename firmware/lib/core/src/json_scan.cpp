#include "homesync/json_scan.h"

#include "homesync/json_reader.h"
#include "homesync/utf8.h"
#include "json_lexer.h"

namespace homesync {

namespace {

using protocol::ErrorCode;
using protocol::kMaxJsonDepth;

/** What may come next. */
enum class Next : uint8_t { kValue, kFirstElement, kFirstKey, kKey, kAfterValue };

/** The grammar as a state machine over a bounded stack of open containers: no recursion. */
class JsonScan {
 public:
  explicit JsonScan(Text document) : document_(document), lexer_(document) {}

  ErrorCode run() {
    Next next = Next::kValue;
    do {
      lexer_.skip_space();
      next = step(next);
    } while (lexer_.fault() == ErrorCode::kNone && (next != Next::kAfterValue || depth_ > 0));
    lexer_.skip_space();
    if (!lexer_.at_end()) lexer_.fail(ErrorCode::kBadJson);
    return lexer_.fault();
  }

 private:
  /** An object, by where it begins, or an array. */
  struct Container {
    size_t start;
    bool is_object;
  };

  Next step(Next next) {
    const char byte = lexer_.peek();
    switch (next) {
      case Next::kAfterValue:
        return after_value(byte);
      case Next::kKey:
        return key(byte);
      case Next::kFirstKey:
        return byte == '}' ? close() : key(byte);
      case Next::kFirstElement:
        return byte == ']' ? close() : value(byte);
      case Next::kValue:
        break;
    }
    return value(byte);
  }

  Next value(char byte) {
    switch (byte) {
      case '{':
        return open(true);
      case '[':
        return open(false);
      case '"':
        lexer_.string();
        break;
      case 't':
        lexer_.literal("true");
        break;
      case 'f':
        lexer_.literal("false");
        break;
      case 'n':
        lexer_.literal("null");
        break;
      default:
        lexer_.number();
    }
    return Next::kAfterValue;
  }

  Next open(bool is_object) {
    if (depth_ == kMaxJsonDepth) {
      lexer_.fail(ErrorCode::kTooDeep);
      return Next::kValue;
    }
    containers_[depth_++] = {lexer_.position(), is_object};
    lexer_.skip();
    return is_object ? Next::kFirstKey : Next::kFirstElement;
  }

  Next close() {
    --depth_;
    lexer_.skip();
    return Next::kAfterValue;
  }

  Next after_value(char byte) {
    const bool in_object = containers_[depth_ - 1].is_object;
    if (byte == ',') {
      lexer_.skip();
      return in_object ? Next::kKey : Next::kValue;
    }
    if (byte != (in_object ? '}' : ']')) lexer_.fail(ErrorCode::kBadJson);
    return close();
  }

  Next key(char byte) {
    if (byte != '"') {
      lexer_.fail(ErrorCode::kBadJson);
      return Next::kValue;
    }
    const size_t start = lexer_.position();
    lexer_.string();
    if (lexer_.fault() != ErrorCode::kNone) return Next::kValue;
    if (is_duplicate(start)) {
      lexer_.fail(ErrorCode::kDuplicateKey);
      return Next::kValue;
    }
    lexer_.skip_space();
    if (lexer_.peek() != ':') lexer_.fail(ErrorCode::kBadJson);
    lexer_.skip();
    return Next::kValue;
  }

  /** Whether the innermost object has, before `start`, the key that stands at `start`. */
  bool is_duplicate(size_t start) const {
    const JsonValue name(Text(document_.data + start, lexer_.position() - start));
    const size_t object = containers_[depth_ - 1].start;
    // The members so far are well formed, so they can be read like those of a whole object.
    JsonMembers members(JsonObject(Text(document_.data + object, start - object)));
    for (JsonMember member; members.next(member);) {
      if (member.name.equals(name)) return true;
    }
    return false;
  }

  Text document_;
  JsonLexer lexer_;
  Container containers_[kMaxJsonDepth] = {};
  uint8_t depth_ = 0;
};

}  // namespace

ErrorCode validate(Text document) {
  if (!is_utf8(document)) return ErrorCode::kBadUtf8;
  const ErrorCode error = JsonScan(document).run();
  if (error != ErrorCode::kNone) return error;
  JsonLexer lexer(document);
  lexer.skip_space();
  return lexer.peek() == '{' ? ErrorCode::kNone : ErrorCode::kNotAnObject;
}

}  // namespace homesync
