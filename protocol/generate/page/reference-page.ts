import { LIMITS } from "../../src/table/limits.ts";
import { PROTOCOL_VERSION } from "../../src/table/version.ts";
import { TIMESTAMP_FORM } from "../../src/timestamp.ts";
import { doNotEdit, type GeneratedFile } from "../generated-file.ts";
import { payloadSections } from "./payloads.ts";
import {
  accountTable,
  errorTable,
  limitTable,
  metricTable,
  settingTable,
  stateTable,
  topicTable,
} from "./tables.ts";

/** The reference of the protocol, for people. */
export const referencePage = (): GeneratedFile => ({
  path: "docs/protocol.md",
  content: `<!-- ${doNotEdit("page/reference-page.ts")} -->

# The HomeSync protocol, version ${PROTOCOL_VERSION}

${introduction()}

## Topics

Every topic is \`homesync/{home_id}/nodes/{node_id}/\` and one of these:

${topicTable()}

${identifiers()}

## Payloads

${payloadRules()}

${payloadSections()}

## Metrics

The readings of one sample are published in this order.

${metricTable()}

## Settings

The members of \`settings\` in \`command/config\`. A node keeps as many decimals as the table says.

${settingTable()}

${configuration()}

## Sensors

${sensors()}

## Telemetry of a node that was offline

${offlineTelemetry()}

## Provisioning

${provisioning()}

${accountTable()}

The result of \`get\` holds:

${stateTable()}

then the fields above that are set and no secrets, and always \`mqtt_port\` and \`mqtt_tls\`, when the node has an account.

## Limits

${limitTable()}

## Error codes

One vocabulary for the codec and for the \`error\` of a response.

The message is not one of this protocol:

${errorTable("codec")}

The command is well formed and the node refuses it:

${errorTable("node")}

## What a malformed message is answered with

${malformed()}

## Version and compatibility

${compatibility()}
`,
});

const introduction =
  () => `What a node and a backend say to each other over MQTT. The tables below, the JSON Schemas in
\`protocol/generated/schema\`, the C++ header that the firmware includes and the TypeScript codec are made from one
declaration, \`protocol/src\`. Golden messages that every implementation must agree on are in \`protocol/vectors\`.`;

const identifiers =
  () => `\`home_id\` and \`node_id\` are 1 to ${LIMITS.maxIdentifier.value} characters of \`A-Z a-z 0-9 _ -\`. Anything else is refused on both sides.
The MQTT client id of a node is \`homesync_{home_id}_{node_id}_{random}\`, its random part made once and stored.

A node subscribes to its own \`command/+\` at QoS 1. A backend subscribes to \`telemetry/+\` at QoS 0 and to \`status/+\` and
\`response/+\` at QoS 1, of one node, of a home (\`homesync/{home_id}/nodes/+/...\`) or of all (\`homesync/+/nodes/+/...\`).`;

const payloadRules = () => `A payload is one JSON object (RFC 8259) in UTF-8.

- A receiver ignores fields that it does not know; a sender never adds any. The members of \`settings\` are the exception:
  an unknown one is an error.
- Numbers may be written in any form that JSON has: \`5.0\` and \`5e0\` are whole numbers. A number that is not finite
  as an IEEE 754 double, such as \`1e999\`, is out of every range.
- A \`timestamp\` is ${TIMESTAMP_FORM}. It is written with milliseconds; whole
  seconds are accepted. A node whose clock is not yet set leaves it out. In a series it strictly increases.
- The canonical form, which both sides write, has the fields in the order of the tables, no spaces, and numbers as
  ECMAScript prints them (the shortest decimal that reads back as the same number).`;

const configuration =
  () => `\`get\` is answered with a \`result\` that holds every setting. \`set\` is checked as a whole, stored, and holds at once; its
\`result\` holds the settings that it named, as the node keeps them. When it cannot be stored (\`storage_fault\`), nothing has
changed. The answer to a repeated \`get\` or \`set\` has the values of the moment at which it is written.

\`reset_energy\` is answered when the meter has confirmed, with \`{"energy":0}\`, or with \`meter_fault\`; a repeat of its
\`request_id\` before that gets no answer of its own, another one is \`busy\`.

\`factory_reset\` clears the settings, the additional root certificate and the memory of the relay's last state, is answered with
\`restarting\`, and the node restarts by a planned absence (\`restart\`); its relay is then off. It keeps its account, as nobody
may stand near to provision it again (\`forget\` on its serial port removes that too), and its client id: another one would leave
the persistent session of the old one on the broker.

\`set_trust_anchor\` names one root certificate that the node trusts besides those of its firmware, never instead of them, so that
a wrong one locks nobody out. The \`certificate\` is its DER in base64, at most ${LIMITS.maxTrustAnchorBytes.value} bytes: a root with an elliptic-curve key fits,
one with an RSA key does not. The node checks that it can verify with it (\`bad_certificate\`), stores it, and trusts it from the
next connect on. \`set_trust_anchor\` and \`get_trust_anchor\` are answered with \`{"crc32":"c8b19015"}\`, the CRC-32 of the DER in
hexadecimal (\`gzip -c root.der | tail -c8 | od -An -tx4 -N4\` computes it), or with \`none\`, as \`remove_trust_anchor\` is.`;

const provisioning =
  () => `Not over MQTT: before a node can connect, someone who stands before it tells it an account, by a line on its serial port or
by the form of its own access point ([how](provisioning.md)).

A line is one JSON object of at most ${LIMITS.maxProvisioningBytes.value} bytes, ended by a line feed, and is answered with one line. Its \`action\` is \`set\` with an
\`account\`, \`get\`, \`forget\`, \`set_trust_anchor\` with a \`certificate\`, or \`remove_trust_anchor\`. The answer is
\`{"status":"success","result":...}\`, the result a text (\`restarting\`; the CRC-32 of the certificate, or \`none\`) or, of \`get\`, an
object; or \`{"status":"error","error":...,"field":...,"message":...}\` with an [error code](#error-codes), \`field\` left out for
the whole. JSON Schemas: \`provisioning.line.json\` and \`provisioning.answer.json\` beside those of the topics. The checks run in
[the order of a command's](#what-a-malformed-message-is-answered-with); a member of \`account\` that is no field is
\`unknown_setting\`, and comes before the values of known ones. Last, the account that would result lacks nothing
(\`missing_field\`) and is stored (\`storage_fault\`). Golden lines: \`protocol/vectors/provisioning\`.

The form is \`application/x-www-form-urlencoded\`, of as many bytes, with the same fields; \`mqtt_tls\` is \`true\`, \`on\` or \`false\`,
and an empty field is one that is not given. It is answered with the same object, its \`field\` without \`account/\`.

The fields of a group are replaced together: naming one drops what is stored of the others.`;

const sensors =
  () => `A sensor is \`ok\` until 20 readings in a row, one a second, have failed. Then it is \`lost\`, or \`absent\` when it has not
given any since the node started, until half of its last 20 readings are good again. \`status/online\` is published again when
one is lost, found absent or back, and when the meter's energy counter is lower than it was and no \`reset_energy\` did it
(\`energy_resets\`): it was reset, began again at its end, or is another meter. Whoever adds up energy begins again there.`;

const offlineTelemetry =
  () => `A node whose clock is set keeps the newest 16 heartbeats while it has no connection, not over a restart. Back online it publishes
them first, oldest first, with their own timestamps, two a second, and heartbeats that fall due meanwhile behind them. So the
timestamps of a series strictly increase also in the order of arrival. Status is not kept: the birth tells the latest.`;

const malformed = () => `The checks run in this order, and the first that fails gives the code:

1. the topic (\`bad_topic\`, then \`bad_identifier\`);
2. the size (\`too_large\`);
3. UTF-8 of the whole payload (\`bad_utf8\`);
4. JSON in the order of its bytes, whichever comes first: grammar (\`bad_json\`), nesting (\`too_deep\`), keys that stand twice in
   an object, compared after their escapes are decoded (\`duplicate_key\`), escapes of lone surrogates (\`bad_utf8\`);
5. that it is an object (\`not_an_object\`);
6. the field that decides the form, \`action\`, \`online\` or \`status\` (\`missing_field\`, \`wrong_type\`, then \`unknown_action\`
   or \`out_of_range\`);
7. the fields in the order of the tables, whatever their order in the payload. A member of \`settings\` is named
   \`settings/{name}\`; unknown names come before the values of known ones;
8. the calendar (\`bad_timestamp\`): whether the day and the time of a well-formed timestamp exist.

A node that could read the \`request_id\` of a malformed command answers with status \`error\` and the code. What cannot be
answered (no JSON, no \`request_id\`, over-long) it counts and logs; it is never fatal. A command that arrives with RETAIN set
is ignored. A backend logs a malformed message with its topic, counts it and goes on to the next.`;

const compatibility =
  () => `A node publishes the version of the protocol that it speaks in \`status/firmware\`. Two sides understand each other when
their **major** versions are equal. A **minor** version may add a topic, an action, an optional field, a setting or an error code;
a receiver ignores fields and topics that it does not know. Anything else (a removed or renamed field, another unit, range,
QoS or retain flag, a new value of a closed enumeration) is a new major version.`;
