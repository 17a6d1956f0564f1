import { expect, test } from "vitest";
import { createOutbox } from "./outbox.ts";

const A = "aaaaaaaa-0000-4000-8000-000000000001";
const B = "bbbbbbbb-0000-4000-8000-000000000002";
const message = (uuid: string) => ({ uuid, text: uuid, source: "user" as const });

test("hands over one message at a time: the next when the agent has begun with the last", () => {
  const outbox = createOutbox([]);
  outbox.add(message(A));
  outbox.add(message(B));
  expect(outbox.next()?.wireUuid).toBe(A);
  expect(outbox.next()).toBeNull();
  outbox.queued(A);
  expect(outbox.next()).toBeNull();
  expect(outbox.started(A)).toBe(A);
  expect(outbox.next()?.wireUuid).toBe(B);
});

test("names a message by its own uuid whatever uuid it travels under", () => {
  const outbox = createOutbox([A]);
  outbox.add(message(A));
  const wireUuid = outbox.next()?.wireUuid ?? "";
  expect(wireUuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(wireUuid).not.toBe(A);
  expect(outbox.started(wireUuid)).toBe(A);
  expect(outbox.started(wireUuid)).toBeNull();
  expect(outbox.end([wireUuid])).toEqual([A]);
  expect(outbox.end([wireUuid])).toEqual([]);
});

test("finds an unused uuid for each time that a message is sent", () => {
  const outbox = createOutbox([]);
  const used = [0, 1, 2].map(() => {
    outbox.add(message(A));
    const wireUuid = outbox.next()?.wireUuid ?? "";
    outbox.end([wireUuid]);
    return wireUuid;
  });
  expect(new Set(used).size).toBe(3);
});

test("gives a uuid to a message whose own is not one", () => {
  const outbox = createOutbox([]);
  outbox.add(message("C1-17"));
  expect(outbox.next()?.wireUuid).toMatch(/^[0-9a-f-]{36}$/);
});

test("takes a message once while it is on its way, and again when it has ended", () => {
  const outbox = createOutbox([]);
  expect(outbox.add(message(A))).toBe(true);
  expect(outbox.add(message(A))).toBe(false);
  outbox.next();
  expect(outbox.add(message(A))).toBe(false);
  outbox.end([A]);
  expect(outbox.add(message(A))).toBe(true);
  expect(outbox.withdraw()).toEqual([A]);
});

test("ends all messages that a turn took in, and no stranger's", () => {
  const outbox = createOutbox([]);
  outbox.add(message(A));
  outbox.next();
  outbox.started(A);
  outbox.add(message(B));
  outbox.next();
  outbox.started(B);
  expect(outbox.begun()).toEqual([A, B]);
  expect(outbox.end([A, B, "cccccccc-0000-4000-8000-000000000003"])).toEqual([A, B]);
  expect(outbox.inside()).toEqual([]);
});
