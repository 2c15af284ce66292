#include "homesync/settings.h"

#include "test.h"

using homesync::Settings;
using homesync::Text;
using homesync::protocol::Setting;

TEST("a node that was never configured has the protocol's defaults") {
  const Settings settings;
  CHECK_EQ(settings.milliseconds(Setting::kTelemetryIntervalS), 30000U);
  CHECK_EQ(settings.milliseconds(Setting::kTelemetryMinIntervalS), 5000U);
  CHECK_EQ(settings.number(Setting::kDeadbandPower), 100);
  CHECK_EQ(settings.milliseconds(Setting::kCommandTtlS), 30000U);
  CHECK_EQ(settings.number(Setting::kMinSwitchMs), 500);
  CHECK(settings.name().empty());
}

TEST("a setting takes only what lies in its range") {
  Settings settings;
  CHECK(settings.set_number(Setting::kTelemetryIntervalS, 3600));
  CHECK(!settings.set_number(Setting::kTelemetryIntervalS, 3601));
  CHECK(!settings.set_number(Setting::kTelemetryIntervalS, 0));
  CHECK_EQ(settings.number(Setting::kTelemetryIntervalS), 3600);
  CHECK(settings.set_number(Setting::kPowerOn, 0));
  CHECK(!settings.set_number(Setting::kPowerOn, 3));
  CHECK(!settings.set_number(Setting::kName, 0));
}

TEST("a name is printable ASCII of at most 32 characters") {
  Settings settings;
  CHECK(settings.set_name("Kitchen, left"));
  CHECK(!settings.set_name("K\xc3\xbc"));
  CHECK(!settings.set_name("a name that is longer than it may be"));
  CHECK_EQ(settings.name(), Text("Kitchen, left"));
}
