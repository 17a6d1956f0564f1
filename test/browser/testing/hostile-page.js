// What a page of somebody else tries on the daemon of this machine. Runs in the browser: hostile-site.ts serves it, a test calls `attack`.
"use strict";

const WAIT_MS_MAX = 5_000;

/**
 * Tries everything once. Each request carries `?attack=<name>`, so that the daemon's side can tell what came. Resolves with the names of
 * those that gave this page something: an answer that it could read and that is no refusal, a connection, a document to look into.
 * @param {{ daemon: string, project: string }} place `daemon`: its origin
 */
globalThis.attack = async ({ daemon, project }) => {
  const base = `/api/p/${project}`;
  const urlOf = (path, name, scheme) =>
    `${scheme ? daemon.replace("http", scheme) : daemon}${path}${path.includes("?") ? "&" : "?"}attack=${name}`;
  const say = JSON.stringify({ text: "Said by another page", seenSeq: 0 });
  const sayTo = `${base}/commands/say`;
  const attempts = [];
  const attempt = (name, run) => attempts.push({ name, run });

  for (const credentials of ["include", "omit"]) {
    attempt(`read-session-${credentials}`, (name) => readable(urlOf("/api/session", name), { credentials }));
    attempt(`read-board-${credentials}`, (name) => readable(urlOf(`${base}/board`, name), { credentials }));
    attempt(`read-blindly-${credentials}`, (name) =>
      readable(urlOf(`${base}/board`, name), { credentials, mode: "no-cors" }),
    );
    attempt(`say-as-text-${credentials}`, (name) =>
      readable(urlOf(sayTo, name), { method: "POST", credentials, body: say }),
    );
    attempt(`say-blindly-${credentials}`, (name) =>
      readable(urlOf(sayTo, name), { method: "POST", credentials, mode: "no-cors", body: say }),
    );
    attempt(`say-as-json-${credentials}`, (name) =>
      readable(urlOf(sayTo, name), {
        method: "POST",
        credentials,
        headers: { "content-type": "application/json", "x-jarvis-csrf": "x" },
        body: say,
      }),
    );
  }
  attempt("delete", (name) =>
    readable(urlOf("/api/model", name), { method: "DELETE", credentials: "include" }),
  );
  attempt("beacon", async (name) => {
    navigator.sendBeacon(urlOf(sayTo, name), say);
    return false;
  });
  attempt("websocket", (name) => opensSocket(urlOf(`${base}/feed`, name, "ws")));
  attempt("event-source", (name) => opensEvents(urlOf(`${base}/events`, name)));
  attempt("script", (name) => loads("script", "src", urlOf("/theme.js", name)));
  attempt("image", (name) => loads("img", "src", urlOf("/icon.svg", name)));
  attempt("iframe", (name) => framed(urlOf(`/p/${project}/talk`, name)));
  attempt("form-into-iframe", (name) => postsForm(urlOf(sayTo, name), say));
  attempt("window", (name) => looksInto(urlOf("/", name)));
  attempt("window-of-talk", (name) => looksInto(urlOf(`/p/${project}/talk`, name)));

  const reached = [];
  for (const { name, run } of attempts) if (await run(name)) reached.push(name);
  return { tried: attempts.map(({ name }) => name), reached };
};

function isGiven(text) {
  return text !== "" && !text.includes('"kind":"refused"');
}

/** An opaque answer says nothing. */
async function readable(url, init) {
  try {
    const response = await fetch(url, init);
    return response.type !== "opaque" && isGiven(await response.text());
  } catch {
    // The browser does not hand it out, or nobody answered.
    return false;
  }
}

function opensSocket(url) {
  const socket = new WebSocket(url);
  return settled((end) => {
    socket.addEventListener("message", () => end(true));
    socket.addEventListener("close", () => end(false));
    socket.addEventListener("open", () =>
      socket.send(JSON.stringify({ type: "hello", epoch: null, seq: 0, topics: [] })),
    );
  }).finally(() => socket.close());
}

function opensEvents(url) {
  const events = new EventSource(url, { withCredentials: true });
  return settled((end) => {
    events.addEventListener("open", () => end(true));
    events.addEventListener("error", () => end(false));
  }).finally(() => events.close());
}

function loads(tag, attribute, url) {
  const element = document.createElement(tag);
  return settled((end) => {
    element.addEventListener("load", () => end(true));
    element.addEventListener("error", () => end(false));
    element[attribute] = url;
    document.body.append(element);
  });
}

function framed(url) {
  const frame = document.createElement("iframe");
  return settled((end) => {
    frame.addEventListener("load", () => end(isGiven(frame.contentDocument?.body?.textContent ?? "")));
    frame.src = url;
    document.body.append(frame);
  });
}

/** Text that is JSON, as a form can send it: its name and value with `=` between them. */
function postsForm(url, json) {
  const frame = document.createElement("iframe");
  frame.name = "answer";
  document.body.append(frame);
  const form = document.createElement("form");
  Object.assign(form, { method: "post", enctype: "text/plain", action: url, target: "answer" });
  const field = document.createElement("input");
  field.name = json.replace("}", ',"x":"');
  field.value = '"}';
  form.append(field);
  document.body.append(form);
  return settled((end) => {
    frame.addEventListener("load", () => end(isGiven(frame.contentDocument?.body?.textContent ?? "")));
    form.submit();
  });
}

/** Waits until the window shows something that is not ours any more, or is cut off from us. */
function looksInto(url) {
  const opened = window.open(url);
  return settled((end) => {
    const look = () => {
      if (opened === null || opened.closed) return end(false);
      try {
        const { href } = opened.location;
        if (href !== "about:blank") return end(isGiven(opened.document.body?.textContent ?? ""));
      } catch {
        return end(false);
      }
      requestAnimationFrame(look);
      return undefined;
    };
    look();
  }).finally(() => opened?.close());
}

function settled(begin) {
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => resolve(false), WAIT_MS_MAX);
    begin((isReached) => {
      clearTimeout(giveUp);
      resolve(isReached);
    });
  });
}
