/** The scenarios of the specification's requirements, by their exact names. */
export const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  "REQ-001": ["Broker configuration", "TLS/SSL connection", "WebSocket fallback"],
  "REQ-002": [
    "Auto-connect on startup",
    "Automatic reconnection",
    "Connection state events",
    "Graceful disconnect",
  ],
  "REQ-003": [
    "Device data subscription",
    "Multi-device subscription",
    "Wildcard subscriptions",
    "QoS configuration",
  ],
  "REQ-004": ["Parse telemetry messages", "Status parsing", "Online/offline detection", "Message queuing"],
  "REQ-005": ["Toggle device power", "Command acknowledgment", "Command retry"],
  "REQ-006": [
    "Authentication failure",
    "Network unreachable",
    "Broker limits reached",
    "Invalid message format",
  ],
  "REQ-007": [
    "Subscribe to all device topics",
    "Store telemetry to InfluxDB",
    "Handle device commands",
    "Broadcast state changes",
  ],
  "REQ-008": ["Configure LWT on connect", "Graceful disconnect"],
  "REQ-009": ["Backend-mediated communication", "Real-time updates"],
};
