/** Where to look, for someone who has just started the demo. */
export interface Guide {
  readonly nodes: number;
  /** Of the page for people. */
  readonly pageUrl: string;
  /** Of the REST API, with its version. */
  readonly apiUrl: string;
  readonly brokerUrl: string;
  readonly token: string;
  readonly node: { readonly homeId: string; readonly nodeId: string };
}

/** The text that the demo prints once every node is online. */
export function guideText({ nodes, pageUrl, apiUrl, brokerUrl, token, node }: Guide): string {
  const nodeUrl = `${apiUrl}/homes/${node.homeId}/nodes/${node.nodeId}`;
  const curl = `curl -sS -w '\\n' -H "authorization: Bearer $TOKEN"`;
  const { hostname, port } = new URL(brokerUrl);
  return `
${nodes} virtual nodes are online. Each runs the firmware's own core and publishes every metric.

Look at them in a browser; the page asks for a token:

  ${pageUrl}
  ${token}

API      ${apiUrl}   (described at ${pageUrl}api/docs)
broker   ${brokerUrl}   (mosquitto_sub -v -h ${hostname} -p ${port} -t 'homesync/#')

Switch a relay, and read the node's own confirmation:

  curl -sS -w '\\n' -X POST -H "authorization: Bearer ${token}" -H "content-type: application/json" -d '{"action":"toggle"}' ${nodeUrl}/commands/relay

More, in another terminal:

  TOKEN=${token}
  ${curl} ${apiUrl}/homes
  ${curl} ${nodeUrl}
  ${curl} '${nodeUrl}/history?metric=power&limit=10'
  ${curl} ${nodeUrl}/commands

Ctrl-C ends it.

`;
}
