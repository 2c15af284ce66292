import type { BrokerAccess } from "@homesync/broker/reach";
import { LIMITS } from "@homesync/protocol";
import { Connection } from "../mqtt/connection.ts";
import type { Failure } from "../mqtt/failure.ts";
import { MqttIo, type MqttIoOptions } from "../mqtt/io.ts";
import { type Clock, systemClock } from "../scheduler/clock.ts";

/**
 * Tries once whether the broker can be reached and lets us in, with a connection that leaves nothing behind.
 * @returns what is wrong, or undefined
 */
export function probeBroker(
  broker: BrokerAccess,
  options: Pick<MqttIoOptions, "level"> = {},
  clock: Clock = systemClock,
): Promise<Failure | undefined> {
  return new Promise((resolve) => {
    const io = new MqttIo(broker, clock, options);
    const finish = (failure: Failure | undefined): void => {
      cancelTimer();
      resolve(failure);
    };
    const connection = new Connection(io, {
      onConnected: () => connection.disconnect(),
      onClosed: finish,
      onMessage: () => undefined,
      onPublished: () => undefined,
    });
    const cancelTimer = clock.timer(LIMITS.connectTimeout.value, () => {
      connection.abort();
      finish({ kind: "timed_out", detail: `no answer within ${LIMITS.connectTimeout.value / 1000} s` });
    });
    const suffix = Math.floor(Math.random() * 0x1_0000_0000).toString(36);
    connection.open({ clientId: `homesync-sim-probe-${suffix}`, keepAliveS: 0, clean: true });
  });
}
