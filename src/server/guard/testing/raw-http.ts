// HTTP as bytes on a socket: what no client library lets a test send, such as two Host headers or none.
import { connect } from "node:net";

export interface RawAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  /** Names in lower case; of a repeated one, the last. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/**
 * Sends the text to a server on this machine and reads one answer, or what there was until the server hung up. Waits for ever for a
 * server that does neither: the test's own limit ends that.
 */
export function sendRaw(port: number, text: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    // One character a byte, so that lengths can be counted.
    socket.setEncoding("latin1");
    const finish = (): void => {
      socket.destroy();
      resolve(parseAnswer(got) ?? { status: 0, headers: new Map(), body: got });
    };
    socket.on("data", (part) => {
      got += String(part);
      const answer = parseAnswer(got);
      if (answer !== null && isWhole(answer)) finish();
    });
    socket.on("close", finish);
    // A server that refuses early may reset the connection while we still write; what it said before counts.
    socket.on("error", (error) => (got === "" ? reject(error) : finish()));
  });
}

/** Asks for a WebSocket, with our header lines besides. Status 101 means that it was opened; then it is closed at once. */
export function sendUpgrade(port: number, lines: readonly string[], target = "/"): Promise<RawAnswer> {
  const asking = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  return sendRaw(port, requestText("GET", target, [...lines, ...asking]));
}

/** A request as text; `lines` hold every header but Content-Length. Add `Connection: close` unless the server ends the answer. */
export function requestText(method: string, target: string, lines: readonly string[], body = ""): string {
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return `${[`${method} ${target} HTTP/1.1`, ...lines, ...length].join("\r\n")}\r\n\r\n${body}`;
}

function parseAnswer(got: string): RawAnswer | null {
  const end = got.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first = "", ...lines] = got.slice(0, end).split("\r\n");
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const sent = got.slice(end + 4);
  const isChunked = headers.get("transfer-encoding") === "chunked";
  return { status: Number(first.split(" ")[1]), headers, body: isChunked ? withoutChunks(sent) : sent };
}

function isWhole({ status, headers, body }: RawAnswer): boolean {
  if (status === 101) return true;
  const length = headers.get("content-length");
  return length !== undefined && body.length >= Number(length);
}

/** Of a chunked body, what has come. It ends with the connection. */
function withoutChunks(sent: string): string {
  let body = "";
  for (let rest = sent; ;) {
    const [line = ""] = rest.split("\r\n", 1);
    const count = Number.parseInt(line, 16);
    if (!(count > 0)) return body;
    const start = line.length + 2;
    body += rest.slice(start, start + count);
    rest = rest.slice(start + count + 2);
  }
}
