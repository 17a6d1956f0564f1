// Starting, opening and ending a daemon, with a world that serves a small one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { startFakeDaemon } from "../testing/fake-daemon.ts";
import { PROJECT_ID, projectRow, upserts } from "../testing/rows.ts";
import { fakeDaemonOfTest, makeHome, run, start } from "../testing/world.ts";
import type { ServeOptions, World } from "../world.ts";
import { isDesktop } from "./open.ts";

/** A world that serves a small daemon, in this process or as if in another. */
function serving() {
  const served: ServeOptions[] = [];
  const opened: string[] = [];
  const ended = Promise.withResolvers<void>();
  async function serve(options: ServeOptions) {
    served.push(options);
    const row = projectRow({ root: options.path, hint: options.hint ?? null });
    const fake = await startFakeDaemon({ home: options.home ?? "", rows: [upserts.project(row)] });
    onTestFinished(() => fake.close());
    return fake;
  }
  const world: Partial<World> = {
    makeSample: () => Promise.resolve({ scratch: makeHome(), path: "/scratch/my-app" }),
    openBrowser: (url) => {
      opened.push(url);
      return Promise.resolve(false);
    },
    serve: async (options) => {
      const { url } = await serve(options);
      return {
        url,
        project: PROJECT_ID,
        signInUrl: () => Promise.resolve(`${url}/login?t=first`),
        openProject: () => Promise.reject(new Error("not asked for here")),
        rest: () => Promise.resolve(),
        closed: ended.promise,
        close: () => Promise.resolve(),
      };
    },
    serveDetached: async (options) => ({ url: (await serve(options)).url, pid: 4711 }),
  };
  return { world, served, opened, end: () => ended.resolve() };
}

describe("jarvis PATH", () => {
  test("starts a daemon here when none runs, shows the way to the page, and ends with it", async () => {
    const { world, served, end } = serving();
    const home = makeHome();
    const argv = [
      "/code/shop",
      "--home",
      home,
      "--workers",
      "5",
      "--worker-memory-mb",
      "800",
      "--disk-floor-mb",
      "0",
      "--start-gap-ms",
      "250",
      "--port",
      "4711",
      "--model",
      "claude",
      "--unsafe",
    ];
    const running = start(argv, { world });
    await vi.waitFor(() => expect(running.stdout()).toContain("Ctrl-C ends JARVIS"));
    expect(running.stdout()).toMatch(
      /JARVIS · \/code\/shop\nWorkers start from main 1a2b3c4; your checkout is clean\./,
    );
    expect(running.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login\?t=first$/m);
    end();
    expect(await running.ended).toBe(0);
    expect(served).toEqual([
      {
        path: "/code/shop",
        home,
        model: "claude",
        runsMax: 5,
        workerMemoryMb: 800,
        diskFloorMb: 0,
        startGapMs: 250,
        port: 4711,
        isUnsafe: true,
      },
    ]);
  });

  test("opens the repository in the daemon that runs, and ends", async () => {
    const { world, served } = serving();
    const fake = await fakeDaemonOfTest();
    const ran = await run(["shop", "--target", "dev", "--home", fake.home, "--json"], { world });
    expect(ran).toMatchObject({ exitCode: 2 });
    const there = await run(["./shop", "--target", "dev", "--home", fake.home, "--json"], { world });
    expect(there.exitCode).toBe(0);
    expect(JSON.parse(there.stdout)).toEqual({
      url: fake.url,
      pid: process.pid,
      home: fake.home,
      project: PROJECT_ID,
      root: "/code/shop",
      signInUrl: `${fake.url}/login?t=once`,
      isNew: false,
    });
    expect(fake.opened).toEqual([{ path: join(process.cwd(), "shop"), target: "dev" }]);
    expect(served).toEqual([]);
  });

  test("does not pretend to change a daemon that runs", async () => {
    const fake = await fakeDaemonOfTest();
    const { exitCode, stderr } = await run([
      "/x",
      "--model",
      "claude",
      "--workers",
      "2",
      "--home",
      fake.home,
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "so --model and --workers can change nothing. Leave them out, or end it first: jarvis quit",
    );
    expect(fake.opened).toEqual([]);
  });

  test("without a path plays on a sample with a home of its own", async () => {
    const { world, served, end } = serving();
    end();
    const { exitCode, stdout } = await run([], { world });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Say: Let's add dark mode");
    expect(served).toMatchObject([
      { path: "/scratch/my-app", home: expect.stringMatching(/jarvis-cli-.*\/home$/) },
    ]);
  });

  test("opens a browser only at a desktop's terminal, and not when it shall not", async () => {
    vi.stubEnv("DISPLAY", ":0");
    vi.stubEnv("SSH_CONNECTION", undefined);
    vi.stubEnv("CI", undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { world, opened, end } = serving();
    end();
    await run(["/code/shop", "--home", makeHome()], { world });
    await run(["/code/shop", "--home", makeHome(), "--no-open"], { world, isTerminal: true });
    expect(opened).toEqual([]);
    const { stderr } = await run(["/code/shop", "--home", makeHome()], { world, isTerminal: true });
    expect(opened).toEqual([expect.stringContaining("/login?t=first")]);
    expect(stderr).toContain("No browser could be opened");
  });
});

describe("jarvis start", () => {
  test("with -d leaves a daemon behind and says how to end it", async () => {
    const { world, served } = serving();
    const home = makeHome();
    const { exitCode, stdout } = await run(["start", "-d", "/code/shop", "--home", home], { world });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /login\?t=once\nIt runs as process 4711 and outlives this terminal\. jarvis quit --home \S+ ends it\.\n$/,
    );
    expect(served).toEqual([{ path: "/code/shop", home, isUnsafe: false }]);
  });

  test("without a path means the folder that the user is in", async () => {
    const { world, served } = serving();
    await run(["start", "-d", "--home", makeHome()], { world });
    expect(served).toMatchObject([{ path: process.cwd() }]);
  });
});

test("jarvis open gives a new link each time", async () => {
  const fake = await fakeDaemonOfTest();
  expect((await run(["open", "--home", fake.home])).stdout).toBe(`${fake.url}/login?t=once\n`);
  const { stdout } = await run(["open", "--json", "--home", fake.home]);
  expect(JSON.parse(stdout)).toEqual({ url: fake.url, signInUrl: `${fake.url}/login?t=once` });
});

test("jarvis quit ends when the daemon's process has ended", async () => {
  const daemon = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  const ended = once(daemon, "exit");
  onTestFinished(() => void daemon.kill("SIGKILL"));
  const fake = await fakeDaemonOfTest({ pid: daemon.pid ?? 0, onQuit: () => void daemon.kill() });
  const { exitCode, stdout } = await run(["quit", "--home", fake.home]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `JARVIS on ${fake.home} has ended. Workers' work is kept and goes on at the next start.\n`,
  });
  expect(await ended).toEqual([null, "SIGTERM"]);
});

test.each([
  ["linux", {}, false],
  ["linux", { DISPLAY: ":0" }, true],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, true],
  ["linux", { DISPLAY: ":0", SSH_CONNECTION: "x" }, false],
  ["darwin", {}, true],
  ["darwin", { SSH_CONNECTION: "x" }, false],
  ["win32", { CI: "true" }, false],
] as const)("on %s with %o there is a desktop: %s", (platform, env, is) => {
  expect(isDesktop(platform, env)).toBe(is);
});
