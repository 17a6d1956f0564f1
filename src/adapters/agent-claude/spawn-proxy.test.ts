import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { SpawnFailed, type ProcessExit, type SupervisedProcess } from "../../ports/processes.ts";
import { createSpawnProxy } from "./spawn-proxy.ts";

const OPTIONS = {
  command: "/bin/agent",
  args: ["--x"],
  env: { A: "1", B: undefined },
  signal: new AbortController().signal,
};

interface Child extends SupervisedProcess {
  readonly stdin: PassThrough;
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  end(exit: ProcessExit): void;
}

function makeChild(): Child {
  const { promise: exited, resolve: end } = Promise.withResolvers<ProcessExit>();
  return {
    identity: { pid: 1, startTime: "1", bootId: "b" },
    slot: "R-1.1",
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    exited,
    end,
    stop: async () => end({ code: null, signal: "SIGTERM" }),
  };
}

describe("what the SDK holds as its child", () => {
  test("keeps what is written before the process was started, and brings back what it says", async () => {
    const child = makeChild();
    const starts: unknown[] = [];
    const start = async (argv: readonly string[], env: object): Promise<Child> => {
      starts.push(argv, env);
      return child;
    };
    const proxy = createSpawnProxy({ start, stop: () => child.stop() });
    const stand = proxy.spawn(OPTIONS);
    stand.stdin.write("early");
    await proxy.started;
    expect(starts).toEqual([["/bin/agent", "--x"], { A: "1" }]);
    expect(String((await once(child.stdin, "data"))[0])).toBe("early");
    child.stdout.write("answer");
    expect(String((await once(stand.stdout, "data"))[0])).toBe("answer");
    const complained = once(child.stderr, "data");
    child.stderr.write("\u001b[31mtrouble\n");
    await complained;
    expect(proxy.complaints()).toBe("trouble");
  });

  test("is stopped by the supervisor when the SDK kills it, and tells the SDK how it ended", async () => {
    const child = makeChild();
    const proxy = createSpawnProxy({ start: async () => child, stop: () => child.stop() });
    const stand = proxy.spawn(OPTIONS);
    await proxy.started;
    const exit = new Promise((resolve) => {
      stand.once("exit", (code, signal) => resolve([code, signal]));
    });
    expect(stand.kill("SIGTERM")).toBe(true);
    expect(await exit).toEqual([null, "SIGTERM"]);
    expect(stand).toMatchObject({ killed: true, exitCode: null, signalCode: "SIGTERM" });
  });

  test("has ended with an error when the process could not be started", async () => {
    const failure = new SpawnFailed(["/bin/agent"], "/", "not there");
    const proxy = createSpawnProxy({ start: () => Promise.reject(failure), stop: async () => undefined });
    const stand = proxy.spawn(OPTIONS);
    const error = new Promise((resolve) => {
      stand.once("error", resolve);
    });
    await expect(proxy.started).rejects.toBe(failure);
    expect(await error).toBe(failure);
    expect(stand.exitCode).toBe(1);
  });

  test("lets the process wait while it is paused, and drops nothing", async () => {
    const child = makeChild();
    const proxy = createSpawnProxy({ start: async () => child, stop: () => child.stop() });
    const stand = proxy.spawn(OPTIONS);
    await proxy.started;
    proxy.pause();
    child.stdout.write("held back");
    expect(stand.stdout.readableLength).toBe(0);
    proxy.resume();
    expect(String((await once(stand.stdout, "data"))[0])).toBe("held back");
    proxy.release();
    proxy.pause();
    child.stdout.write("to the end");
    expect(String((await once(stand.stdout, "data"))[0])).toBe("to the end");
  });
});
