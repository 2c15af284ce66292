#include "homesync/node.h"

#include "homesync/client_id.h"

namespace homesync {

using protocol::OnlineReason;

namespace {

Millis sooner(Millis left, Millis right) {
  return left < right ? left : right;
}

}  // namespace

Node::Node(const Ports& ports, const Identity& identity, const Settings& settings)
    : ports_(ports),
      identity_(identity),
      settings_(settings),
      moments_(ports.clock),
      publisher_(ports.mqtt, identity_),
      session_(ports.mqtt, publisher_, identity_, moments_, ports.random, ports.log),
      sampler_(ports.meter, ports.thermometer),
      telemetry_(publisher_, moments_, settings_, counters_),
      relay_(ports.relay, ports.store, settings_, ports.log),
      status_(publisher_, moments_, identity_, uptime_, relay_, ports.radio, ports.system),
      relay_executor_(relay_),
      updater_(ports.download, ports.slot, ports.store, ports.log, identity_, session_, publisher_,
               moments_),
      ota_executor_(ports.signature, identity_, updater_),
      commands_(identity_, settings_, publisher_, moments_,
                CommandExecutors{relay_executor_, unsupported_, unsupported_, ota_executor_},
                counters_, ports.log) {}

IdentityStatus Node::start() {
  const IdentityStatus status = validate(identity_);
  if (status != IdentityStatus::kOk) return status;
  const Millis now = ports_.clock.monotonic_ms();
  uptime_.start(now);
  // The relay first: the load waits for nothing else.
  relay_.start(ports_.system.reset_reason(), now);
  ClientId client_id;
  if (!client_id.load(ports_.store, ports_.random)) {
    ports_.log.log(LogLevel::kWarning, "client id not stored: the next boot makes another");
  }
  const Millis phase = ports_.random.next() % protocol::kSamplePeriod;
  sampler_.start(now, phase);
  telemetry_.start(now + phase, ports_.random.next());
  updater_.start();
  session_.start(client_id, now);
  return status;
}

Millis Node::poll() {
  if (!is_running()) return kNoWake;
  const Millis now = ports_.clock.monotonic_ms();
  uptime_.count(now);
  relay_.poll(now);
  session_.poll(now);
  work_on_update(now);
  end_when_closed();
  if (!is_running()) return kNoWake;
  if (session_.is_online()) status_.poll(now);
  if (sampler_.poll(now)) use_sample();
  Millis wake = sooner(session_.next_wake_ms(now), sampler_.next_wake_ms(now));
  wake = sooner(wake, updater_.next_wake_ms(now));
  if (session_.is_online()) wake = sooner(wake, status_.next_wake_ms(now));
  return wake;
}

void Node::work_on_update(Millis now) {
  updater_.poll(now);
  if (!updater_.is_committed()) return;
  absence_ = OnlineReason::kUpdate;
  session_.close(absence_, now);
}

void Node::use_sample() {
  Sample sample;
  sampler_.take(sample);
  if (!sampler_.meter_is_good()) counters_.add(Counter::kMeterFailures);
  // Where samples taken offline are to be kept, this is the place.
  if (session_.is_online()) telemetry_.publish(sample);
}

void Node::on_connected(bool) {
  if (!is_running()) return;
  const Millis now = ports_.clock.monotonic_ms();
  session_.on_connected(now);
  if (!session_.is_online()) return;
  uptime_.count(now);
  status_.on_connected(now);
  status_.poll(now);
  updater_.poll(now);
}

void Node::on_disconnected() {
  if (!is_running()) return;
  session_.on_disconnected(ports_.clock.monotonic_ms());
  end_when_closed();
}

void Node::on_message(Text topic, Text payload, bool retained) {
  if (!is_running()) return;
  if (!session_.is_online()) {
    counters_.add(Counter::kWhileAbsent);
    return;
  }
  const Millis now = ports_.clock.monotonic_ms();
  commands_.handle(topic, payload, retained, now);
  // A relay that has switched says so at once; an update begins.
  status_.poll(now);
  updater_.poll(now);
}

void Node::on_published(PacketId packet) {
  if (!is_running()) return;
  session_.on_published(packet, ports_.clock.monotonic_ms());
  updater_.on_published(packet);
}

void Node::on_download_opened(uint32_t offset, uint32_t total) {
  if (is_running()) updater_.on_download_opened(offset, total, ports_.clock.monotonic_ms());
}

void Node::on_download_data(const uint8_t* bytes, size_t size) {
  if (is_running()) updater_.on_download_data(bytes, size, ports_.clock.monotonic_ms());
}

void Node::on_download_ended(DownloadEnd end) {
  if (is_running()) updater_.on_download_ended(end, ports_.clock.monotonic_ms());
}

bool Node::shutdown(OnlineReason reason) {
  const bool has_begun = session_.is_closing() && !updater_.keeps_session_closed();
  if (!is_running() || has_begun || reason == OnlineReason::kUnexpectedDisconnect) return false;
  absence_ = reason;
  updater_.abandon();
  session_.close(reason, ports_.clock.monotonic_ms());
  end_when_closed();
  return true;
}

bool Node::is_running() const {
  return session_.state() != SessionState::kIdle && !ended_;
}

void Node::end_when_closed() {
  if (ended_ || session_.state() != SessionState::kClosed) return;
  if (updater_.keeps_session_closed()) return;
  ended_ = true;
  if (absence_ == OnlineReason::kShutdown) {
    ports_.system.halt();
  } else {
    ports_.system.restart();
  }
}

}  // namespace homesync
