import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { SupervisedProcess } from "../../ports/processes.ts";
import { RepositoryFailed } from "../../ports/repository.ts";
import type { BoundGit } from "./git.ts";
import { collectOutput } from "./output.ts";

export interface CopyRequest {
  readonly from: BoundGit;
  readonly to: BoundGit;
  /** Environment of the receiving git: names the object directory that is written to. */
  readonly toEnv: Readonly<Record<string, string>>;
  /** What is copied, one revision a line, `^` before what is there already. */
  readonly revisions: readonly string[];
  readonly objectsMax: number;
  readonly bytesMax: number;
}

export type CopyOutcome =
  | { readonly kind: "copied" }
  | { readonly kind: "too-large"; readonly found: string }
  | { readonly kind: "damaged"; readonly found: string };

const STDERR_BYTES_MAX = 4_096;
const TIME_LIMIT_MS = 5 * 60_000;
// Without a search for deltas: the copy is read once, so packing it tightly only costs time.
const PACK = ["pack-objects", "--revs", "--stdout", "-q", "--window=0", "--delta-base-offset"];
// Checks form and links of every object, and what a hostile tree or `.gitmodules` would do on checkout.
const INDEX = ["index-pack", "--stdin", "--strict"];

/** Copies a range of commits with all their objects and checks each one; stops as soon as a bound is passed. */
export async function copyObjects(request: CopyRequest): Promise<CopyOutcome> {
  const sender = await request.from.start(PACK, { access: "reads" });
  const receiver = await startReceiver(request, sender);
  const complaints = [sender, receiver].map((child) => collectOutput(child.stderr, STDERR_BYTES_MAX));
  receiver.stdout.resume();
  sender.stdin?.end(`${request.revisions.join("\n")}\n`);
  const stop = async (): Promise<void> => {
    await Promise.all([sender.stop(), receiver.stop()]);
  };
  const timer = setTimeout(() => void stop(), TIME_LIMIT_MS);
  const gauge = createGauge(request);
  try {
    await pass(sender, receiver, gauge);
    const tooLarge = gauge.exceeded();
    if (tooLarge !== null) {
      await stop();
      return { kind: "too-large", found: tooLarge };
    }
    const [sent, received] = await Promise.all([sender.exited, receiver.exited]);
    if (sent.code === 0 && received.code === 0) return { kind: "copied" };
    const found = complaints.map((one) => one.bytes().toString("utf8").trim()).join(" ");
    if (sent.code === null && received.code === null)
      throw new RepositoryFailed(PACK, null, `stopped after ${TIME_LIMIT_MS} ms; ${found}`);
    return { kind: "damaged", found: found || "git gave no reason" };
  } finally {
    clearTimeout(timer);
  }
}

async function startReceiver(request: CopyRequest, sender: SupervisedProcess): Promise<SupervisedProcess> {
  try {
    return await request.to.start(INDEX, { access: "writes", env: request.toEnv });
  } catch (error) {
    await sender.stop();
    throw error;
  }
}

async function pass(sender: SupervisedProcess, receiver: SupervisedProcess, gauge: Gauge): Promise<void> {
  if (!receiver.stdin) return;
  try {
    await pipeline(sender.stdout, gauge.stream, receiver.stdin);
  } catch (error) {
    // One end closed early: the exit codes and the gauge say why. A defect of ours is thrown on.
    if (!(error instanceof BoundPassed) && !(error instanceof Error && "code" in error)) throw error;
  }
}

class BoundPassed extends Error {}

interface Gauge {
  readonly stream: Transform;
  exceeded(): string | null;
}

/** The number of objects stands in the first twelve bytes of a pack, so too many are noticed before any is sent on. */
function createGauge(request: Pick<CopyRequest, "objectsMax" | "bytesMax">): Gauge {
  let head = Buffer.alloc(0);
  let bytes = 0;
  let found: string | null = null;
  const transform = (chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void => {
    bytes += chunk.length;
    if (head.length < 12) head = Buffer.concat([head, chunk.subarray(0, 12)]).subarray(0, 12);
    const objectCount = head.length < 12 ? 0 : head.readUInt32BE(8);
    if (objectCount > request.objectsMax) found = `${objectCount} objects, more than ${request.objectsMax}`;
    else if (bytes > request.bytesMax) found = `more than ${request.bytesMax} bytes`;
    if (found === null) done(null, chunk);
    else done(new BoundPassed(found));
  };
  return { stream: new Transform({ transform }), exceeded: () => found };
}
