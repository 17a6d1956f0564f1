import { expect, test } from "vitest";
import { bodyOf, eventsOf, post, start, TURN, untilArrived } from "./testing/playbook-client.ts";

test("a fault with a status fails the requests it names and no other", async () => {
  const playbook = await start({
    faults: [
      { lane: "worker/*", requests: { from: 2, to: 2 }, fault: { status: 429, retryAfterSeconds: 3 } },
      { lane: "worker/W1", requests: [3], fault: { status: 529 } },
    ],
  });
  const answers = [];
  for (let n = 1; n <= 4; n += 1) answers.push(await post(playbook.url("worker", "W1"), bodyOf("hello")));
  expect(answers.map(({ status }) => status)).toEqual([200, 429, 529, 200]);
  expect(answers[1]?.headers.get("retry-after")).toBe("3");
  expect(await answers[1]?.json()).toMatchObject({ error: { type: "rate_limit_error" } });
  expect(await answers[2]?.json()).toMatchObject({ error: { type: "overloaded_error" } });
  expect((await post(playbook.url("conversation", "c1"), bodyOf(TURN))).status).toBe(200);
  expect(playbook.requests().map(({ fault }) => fault)).toEqual([
    undefined,
    "status 429",
    "status 529",
    undefined,
    undefined,
  ]);
});

test("a fault that hangs sends no head, or stops in the middle, until the caller goes", async () => {
  const playbook = await start();
  playbook.setFaults([
    { lane: "*", requests: [1], fault: { hang: "headers" } },
    { lane: "*", requests: [2], fault: { hang: "stream" } },
  ]);
  const silent = new AbortController();
  const never = post(playbook.url("worker", "W1"), bodyOf("hello"), { signal: silent.signal });
  await expect(Promise.race([never, untilArrived(playbook, 1)])).resolves.toBe("arrived");
  silent.abort();
  await expect(never).rejects.toThrow(/abort/i);

  const response = await post(playbook.url("worker", "W1"), bodyOf("hello"));
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  expect(new TextDecoder().decode(value)).toContain("message_start");
  await reader?.cancel();
  await expect.poll(() => playbook.requests().every(({ lastByteAt }) => lastByteAt > 0)).toBe(true);
  expect(playbook.requests().map(({ status }) => status)).toEqual([0, 200]);
});

test("a fault that cuts breaks inside a block, or leaves the end out", async () => {
  const playbook = await start({
    faults: [
      { lane: "*", requests: [1], fault: { cut: "block" } },
      { lane: "*", requests: [2], fault: { cut: "nostop" } },
    ],
  });
  await expect(
    post(playbook.url("worker", "W1"), bodyOf("hello")).then((answer) => answer.text()),
  ).rejects.toThrow("terminated");
  const events = eventsOf(await (await post(playbook.url("worker", "W1"), bodyOf("hello"))).text());
  expect(events.at(-1)?.type).toBe("content_block_stop");
});

test("a fault that stops takes the words: all of them when refused, half of them at the token limit", async () => {
  const playbook = await start({
    faults: [
      { lane: "*", requests: [1], fault: { stop: "refusal" } },
      { lane: "*", requests: [2], fault: { stop: "max_tokens" } },
    ],
  });
  const ask = async () => {
    const response = await post(playbook.url("worker", "W1"), bodyOf("hello", { stream: false }));
    return (await response.json()) as { stop_reason: string; content: { text: string }[] };
  };
  expect(await ask()).toMatchObject({ stop_reason: "refusal", content: [] });
  const half = await ask();
  const whole = await ask();
  expect(half.stop_reason).toBe("max_tokens");
  expect(whole.content[0]?.text.startsWith(half.content[0]?.text ?? "?")).toBe(true);
  expect(half.content[0]?.text.length).toBeLessThan(whole.content[0]?.text.length ?? 0);
});

test("a window that is used up is told in the headers of its lane, with its end", async () => {
  const playbook = await start({
    faults: [{ lane: "worker/W1", fault: { windowUntil: 1_800_000_000_500 } }],
  });
  const refused = await post(playbook.url("worker", "W1"), bodyOf("hello"));
  expect(refused.status).toBe(429);
  const header = (name: string) => refused.headers.get(`anthropic-ratelimit-unified-${name}`);
  expect([header("status"), header("reset"), header("5h-status")]).toEqual([
    "rejected",
    "1800000001",
    "rejected",
  ]);
  expect((await post(playbook.url("worker", "W2"), bodyOf("hello"))).status).toBe(200);
  expect(playbook.requests()[0]?.fault).toBe("window used up");
});
