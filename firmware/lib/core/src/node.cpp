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
      sensors_(ports.store, counters_, ports.log),
      telemetry_(publisher_, moments_, settings_, counters_),
      boot_guard_(ports.retained),
      protection_(ports.store, settings_, ports.log),
      relay_(ports.relay, ports.store, settings_, protection_, ports.log),
      led_(ports.led),
      button_(ports.button),
      status_(publisher_, moments_, identity_, uptime_, relay_, sensors_, ports.radio,
              ports.system),
      trust_anchors_(ports.store, ports.trust_anchor),
      relay_executor_(relay_, protection_),
      config_executor_(settings_, ports.store, sampler_, trust_anchors_),
      led_executor_(led_),
      updater_(ports.download, ports.slot, ports.store, ports.log, identity_, session_, publisher_,
               moments_),
      ota_executor_(ports.signature, identity_, updater_),
      commands_(identity_, settings_, publisher_, moments_,
                CommandExecutors{relay_executor_, led_executor_, config_executor_, ota_executor_},
                counters_, ports.log) {}

IdentityStatus Node::start() {
  const IdentityStatus status = validate(identity_);
  if (status != IdentityStatus::kOk) return status;
  const Millis now = now_ms();
  start_hardware(now);
  ClientId client_id;
  if (!client_id.load(ports_.store, ports_.random)) {
    ports_.log.log(LogLevel::kWarning, "client id not stored: the next boot makes another");
  }
  start_sampling(now);
  updater_.start();
  session_.start(client_id, now);
  return status;
}

void Node::start_offline() {
  const Millis now = now_ms();
  start_hardware(now);
  start_sampling(now);
}

void Node::start_hardware(Millis now) {
  started_ = true;
  uptime_.start(now);
  load_settings();
  const protocol::ResetReason reason = ports_.system.reset_reason();
  safe_mode_ = boot_guard_.start(reason, now);
  // Then the relay: the load waits for nothing else.
  if (safe_mode_) {
    start_in_safe_mode(now);
  } else {
    protection_.start(now);
    relay_.start(reason, now);
  }
  button_.start(now);
  if (!trust_anchors_.start()) {
    ports_.log.log(LogLevel::kError, "stored root certificate is corrupt: built-in ones hold");
  }
}

void Node::start_sampling(Millis now) {
  const Millis phase = ports_.random.next() % protocol::kSamplePeriod;
  sensors_.start();
  sampler_.start(now, phase);
  telemetry_.start(now + phase, ports_.random.next());
}

void Node::start_in_safe_mode(Millis now) {
  ports_.log.log(LogLevel::kError, "safe mode after repeated crashes: nothing but updates");
  relay_.start_open(now);
  status_.enter_safe_mode();
  commands_.enter_safe_mode();
}

Millis Node::poll() {
  if (!is_running()) return kNoWake;
  const Millis now = now_ms();
  uptime_.count(now);
  session_.poll(now);
  work_on_update(now);
  end_when_closed();
  if (!is_running()) return kNoWake;
  work_locally(now);
  if (session_.is_online()) status_.poll(now);
  finish_energy_reset();
  Millis wake = sooner(session_.next_wake_ms(now), local_wake_ms(now));
  wake = sooner(wake, updater_.next_wake_ms(now));
  if (session_.is_online()) wake = sooner(wake, status_.next_wake_ms(now));
  return wake;
}

void Node::load_settings() {
  switch (SettingsStore(ports_.store).load(settings_)) {
    case SettingsFound::kNone:
    case SettingsFound::kLoaded:
      return;
    case SettingsFound::kCorrupt:
      counters_.add(Counter::kCorruptSettings);
      ports_.log.log(LogLevel::kError, "stored settings are corrupt: defaults hold");
      return;
    case SettingsFound::kNewer:
      ports_.log.log(LogLevel::kWarning, "stored settings are of a newer firmware: defaults hold");
      return;
  }
}

void Node::finish_energy_reset() {
  bool done = false;
  if (!sampler_.take_energy_reset(done)) return;
  if (done) sensors_.energy_was_reset();
  const Outcome outcome =
      done ? Outcome::energy_reset() : Outcome::refusal(protocol::ErrorCode::kMeterFault);
  commands_.finish(outcome, session_.is_online());
}

void Node::poll_local() {
  if (is_running()) work_locally(now_ms());
}

void Node::work_locally(Millis now) {
  boot_guard_.poll(now);
  relay_.poll(now);
  if (!safe_mode_ && sampler_.poll(now)) use_sample(now);
  obey_button(now);
  led_.show(sign(), now);
  led_.poll(now);
}

Millis Node::local_wake_ms(Millis now) const {
  Millis wake = sooner(led_.next_wake_ms(now), button_.next_wake_ms(now));
  wake = sooner(wake, boot_guard_.next_wake_ms(now));
  return safe_mode_ ? wake : sooner(wake, sampler_.next_wake_ms(now));
}

void Node::obey_button(Millis now) {
  for (Press press = button_.poll(now); press != Press::kNone; press = button_.poll(now)) {
    if (press == Press::kLong) {
      // Whoever stands before the node has to see that it was heard.
      led_.release(now);
      ports_.provisioning.request();
    } else if (!safe_mode_ && relay_.set(!relay_.is_on(), protocol::RelayCause::kButton, now) ==
                                  protocol::ErrorCode::kProtection) {
      ports_.log.log(LogLevel::kWarning, "button: a protection keeps the relay off");
    }
  }
}

LedSign Node::sign() const {
  const bool leaves_for_update = session_.is_closing() && absence_ == OnlineReason::kUpdate;
  if (updater_.is_active() || leaves_for_update) return LedSign::kUpdate;
  if (ports_.provisioning.is_active()) return LedSign::kProvisioning;
  if (safe_mode_) return LedSign::kSafeMode;
  if (protection_.is_tripped() || relay_.has_fault()) return LedSign::kError;
  return session_.is_online() ? LedSign::kOnline : LedSign::kConnecting;
}

void Node::work_on_update(Millis now) {
  updater_.poll(now);
  if (!updater_.is_committed()) return;
  absence_ = OnlineReason::kUpdate;
  session_.close(absence_, now);
}

void Node::use_sample(Millis now) {
  Sample sample;
  sampler_.take(sample);
  protection_.judge(sample, now);
  if (protection_.is_tripped()) relay_.protect(now);
  protection_.keep();
  if (!sampler_.meter_is_good()) counters_.add(Counter::kMeterFailures);
  sensors_.observe(sample);
  if (session_.is_online()) {
    telemetry_.publish(sample);
  } else {
    telemetry_.keep(sample);
  }
}

void Node::on_connected(bool) {
  if (!is_running()) return;
  const Millis now = now_ms();
  session_.on_connected(now);
  if (!session_.is_online()) return;
  uptime_.count(now);
  status_.on_connected(now);
  status_.poll(now);
  updater_.poll(now);
}

void Node::on_disconnected() {
  if (!is_running()) return;
  session_.on_disconnected(now_ms());
  end_when_closed();
}

void Node::on_message(Text topic, Text payload, bool retained) {
  if (!is_running()) return;
  if (!session_.is_online()) {
    counters_.add(Counter::kWhileAbsent);
    return;
  }
  const Millis now = now_ms();
  commands_.handle(topic, payload, retained, now);
  // A relay that has switched says so at once; an update begins.
  status_.poll(now);
  // Behind the answer, so that the sender knows before the node is gone.
  if (config_executor_.take_restart()) shutdown(OnlineReason::kRestart);
  updater_.poll(now);
}

void Node::on_published(PacketId packet) {
  if (!is_running()) return;
  session_.on_published(packet, now_ms());
  updater_.on_published(packet);
}

void Node::on_download_opened(uint32_t offset, uint32_t total) {
  if (is_running()) updater_.on_download_opened(offset, total, now_ms());
}

void Node::on_download_data(const uint8_t* bytes, size_t size) {
  if (is_running()) updater_.on_download_data(bytes, size, now_ms());
}

void Node::on_download_ended(DownloadEnd end) {
  if (is_running()) updater_.on_download_ended(end, now_ms());
}

bool Node::shutdown(OnlineReason reason) {
  const bool has_begun = session_.is_closing() && !updater_.keeps_session_closed();
  if (!is_running() || has_begun || reason == OnlineReason::kUnexpectedDisconnect) return false;
  absence_ = reason;
  updater_.abandon();
  session_.close(reason, now_ms());
  end_when_closed();
  return true;
}

/** Once, as nearly every call from outside begins with it. */
__attribute__((noinline)) Millis Node::now_ms() {
  return ports_.clock.monotonic_ms();
}

bool Node::is_running() const {
  return started_ && !ended_;
}

void Node::end_when_closed() {
  if (ended_ || session_.state() != SessionState::kClosed) return;
  if (updater_.keeps_session_closed()) return;
  ended_ = true;
  boot_guard_.end();
  ports_.led.set(false);
  if (absence_ == OnlineReason::kShutdown) {
    ports_.system.halt();
  } else {
    ports_.system.restart();
  }
}

}  // namespace homesync
