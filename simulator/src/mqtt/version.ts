/**
 * Versions of MQTT by their protocol level: 3.1.1 and 5. The board speaks 3.1.1; 5 is a load transport, which carries the
 * same node to brokers as other clients reach them.
 */
export type ProtocolLevel = 4 | 5;
