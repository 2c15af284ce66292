#include "homesync/timestamp.h"

#include "homesync/protocol.h"

namespace homesync {

namespace {

constexpr uint32_t kSecondsPerDay = 86400;
constexpr uint16_t kFirstYear = 1970;
constexpr uint16_t kDaysBeforeMonth[] = {0,   31,  59,  90,  120, 151, 181,
                                         212, 243, 273, 304, 334, 365};

static_assert(
    protocol::kMinTimestampYear == kFirstYear && protocol::kMaxTimestampYear == 2099,
    "between 1970 and 2099 every fourth year is a leap year, and 32 bits of seconds suffice");

constexpr bool is_leap(uint32_t year) {
  return year % 4 == 0;
}

/** Days of a year before the first of `month` (1 to 13). */
uint32_t days_before(uint32_t month, uint32_t year) {
  // FieldReader answers a month of 1 to 12 whatever the text, which the analyzer does not follow.
  // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
  return kDaysBeforeMonth[month - 1] + (month > 2 && is_leap(year) ? 1U : 0U);
}

/** Days from 1970-01-01 to the first of January. The first leap day after 1970 is that of 1972. */
constexpr uint32_t days_before_year(uint32_t year) {
  return (year - kFirstYear) * 365 + (year - kFirstYear + 1) / 4;
}

struct Date {
  uint32_t year;
  uint32_t month;
  uint32_t day;
};

Date date_of(uint32_t days) {
  // Four years are 1461 days; the third of them, 1972 and so on, is the leap year.
  uint32_t year = kFirstYear + days / 1461 * 4;
  while (days >= days_before_year(year + 1)) ++year;
  const uint32_t day_of_year = days - days_before_year(year);
  uint32_t month = day_of_year / 31 + 1;
  if (day_of_year >= days_before(month + 1, year)) ++month;
  return {year, month, day_of_year - days_before(month, year) + 1};
}

void put_digits(uint32_t value, size_t count, char* out) {
  while (count-- > 0) {
    out[count] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

/** Reads fields of digits and separators one after the other; once wrong, it stays wrong. */
class FieldReader {
 public:
  explicit FieldReader(Text text) : text_(text) {}

  /** A number of exactly `count` digits, from `min` to `max`. */
  uint32_t digits(size_t count, uint32_t min, uint32_t max) {
    uint32_t value = 0;
    for (size_t i = 0; i < count; ++i) {
      const char digit = next();
      if (digit < '0' || digit > '9') right_ = false;
      value = value * 10 + static_cast<uint32_t>(digit - '0');
    }
    if (value < min || value > max) right_ = false;
    return right_ ? value : min;
  }

  void separator(char expected) {
    if (next() != expected) right_ = false;
  }

  bool ends_right() const { return right_ && at_ == text_.size; }

 private:
  char next() { return at_ < text_.size ? text_.data[at_++] : '\0'; }

  Text text_;
  size_t at_ = 0;
  bool right_ = true;
};

}  // namespace

int compare(UtcTime left, UtcTime right) {
  if (left.seconds != right.seconds) return left.seconds < right.seconds ? -1 : 1;
  if (left.millis != right.millis) return left.millis < right.millis ? -1 : 1;
  return 0;
}

UtcTime add_ms(UtcTime time, uint32_t span) {
  const uint32_t millis = time.millis + span % 1000;
  const uint32_t seconds = span / 1000 + millis / 1000;
  if (time.seconds > kLastUtcTime.seconds || seconds > kLastUtcTime.seconds - time.seconds) {
    return kLastUtcTime;
  }
  return {time.seconds + seconds, static_cast<uint16_t>(millis % 1000)};
}

int32_t difference_ms(UtcTime later, UtcTime earlier) {
  const bool negative = later < earlier;
  const UtcTime high = negative ? earlier : later;
  const UtcTime low = negative ? later : earlier;
  uint32_t seconds = high.seconds - low.seconds;
  uint32_t millis = high.millis;
  if (millis < low.millis) {
    --seconds;
    millis += 1000;
  }
  millis -= low.millis;
  constexpr uint32_t kMost = INT32_MAX;
  if (seconds > kMost / 1000 || seconds * 1000 + millis > kMost) {
    return negative ? INT32_MIN : INT32_MAX;
  }
  const auto difference = static_cast<int32_t>(seconds * 1000 + millis);
  return negative ? -difference : difference;
}

void format_timestamp(UtcTime time, char* out) {
  if (kLastUtcTime < time) time = kLastUtcTime;
  const Date date = date_of(time.seconds / kSecondsPerDay);
  const uint32_t second_of_day = time.seconds % kSecondsPerDay;
  memcpy(out, "YYYY-MM-DDTHH:MM:SS.mmmZ", kTimestampLength);
  put_digits(date.year, 4, out);
  put_digits(date.month, 2, out + 5);
  put_digits(date.day, 2, out + 8);
  put_digits(second_of_day / 3600, 2, out + 11);
  put_digits(second_of_day / 60 % 60, 2, out + 14);
  put_digits(second_of_day % 60, 2, out + 17);
  put_digits(time.millis, 3, out + 20);
}

bool parse_timestamp(Text text, UtcTime& out) {
  FieldReader fields(text);
  const uint32_t year = fields.digits(4, protocol::kMinTimestampYear, protocol::kMaxTimestampYear);
  fields.separator('-');
  const uint32_t month = fields.digits(2, 1, 12);
  fields.separator('-');
  const uint32_t day = fields.digits(2, 1, days_before(month + 1, year) - days_before(month, year));
  fields.separator('T');
  const uint32_t hour = fields.digits(2, 0, 23);
  fields.separator(':');
  const uint32_t minute = fields.digits(2, 0, 59);
  fields.separator(':');
  const uint32_t second = fields.digits(2, 0, 59);
  uint32_t millis = 0;
  if (text.size == kTimestampLength) {
    fields.separator('.');
    millis = fields.digits(3, 0, 999);
  }
  fields.separator('Z');
  if (!fields.ends_right()) return false;
  const uint32_t days = days_before_year(year) + days_before(month, year) + day - 1;
  out = {days * kSecondsPerDay + hour * 3600 + minute * 60 + second, static_cast<uint16_t>(millis)};
  return true;
}

}  // namespace homesync
