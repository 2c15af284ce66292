// WebSocket clients of a bridge, in a process of their own: counts the changes of telemetry that each of them is told.
import { once } from "node:events";
import { WebSocket } from "ws";
import { answerSamples } from "../../bench/measure/answer-samples.js";

/** Connections that are opened at a time. */
const OPENING = 50;
const OPEN_TIMEOUT_MS = 60_000;

/** @type {{ apiUrl: string, token: string, clients: readonly (readonly string[])[] }} the homes of each client */
const { apiUrl, token, clients } = JSON.parse(process.argv[2]);

let changes = 0;
let frames = 0;
/** Frames that the bridge says it left out, or that came twice; connections that ended. */
let faults = 0;

/** All clients of a home get the same frame: it is read once, as reading is not what is measured. */
const lastOfHome = new Map();

function read(text, homeId) {
  const last = lastOfHome.get(homeId);
  if (last?.text === text) return last;
  const { type, nodes, cursor, home_id } = JSON.parse(text);
  const count =
    type === "changes" ? nodes.reduce((sum, { metrics = {} }) => sum + Object.keys(metrics).length, 0) : 0;
  const frame = { text, type, homeId: home_id, changes: count, seq: Number(cursor.split(".")[1]) };
  lastOfHome.set(home_id, frame);
  return frame;
}

/** Where a frame names its home, which is before its nodes. */
const HOME = /^\{"type":"changes","home_id":"([^"]+)"/;

/** Resolves once the client has a snapshot of each home that it looks at. */
async function openClient(homes) {
  const url = new URL("/api/v1/live", apiUrl);
  url.protocol = "ws:";
  if (homes.length === 1) url.searchParams.set("home", homes[0]);
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}` },
    handshakeTimeout: OPEN_TIMEOUT_MS,
    perMessageDeflate: false,
  });
  const waiting = new Set(homes);
  let seq = 0;
  const complete = new Promise((resolve) => {
    socket.on("message", (data) => {
      const text = data.toString();
      const frame = read(text, HOME.exec(text)?.[1]);
      if (frame.type === "missed") faults += 1;
      if (frame.type === "snapshot" && waiting.delete(frame.homeId) && waiting.size === 0) resolve();
      if (frame.type !== "changes") return;
      if (frame.seq <= seq) faults += 1;
      seq = frame.seq;
      changes += frame.changes;
      frames += 1;
    });
  });
  socket.on("close", () => {
    faults += 1;
  });
  await once(socket, "open");
  await complete;
  return socket;
}

// Whoever started it may be gone.
process.once("disconnect", () => process.exit());

const overdue = setTimeout(() => {
  throw new Error(`the clients did not get all snapshots within ${OPEN_TIMEOUT_MS / 1_000} s`);
}, OPEN_TIMEOUT_MS);
const sockets = [];
while (sockets.length < clients.length) {
  const next = clients.slice(sockets.length, sockets.length + OPENING);
  sockets.push(...(await Promise.all(next.map(openClient))));
}
clearTimeout(overdue);

answerSamples(
  {},
  () => ({ changes, frames, faults }),
  async () => {
    for (const socket of sockets) socket.terminate();
  },
);
