import { describe, expect, test } from "vitest";
import { createLife } from "../adapters/simulated/life.ts";
import { createRandom } from "../adapters/simulated/random.ts";
import { createSimulatedRepository } from "../adapters/simulated/repository.ts";
import { createWorld, type Files } from "../adapters/simulated/world.ts";
import { instant, landingId, type CommitSha } from "../domain/ids.ts";
import { uuid } from "../domain/testing/given.ts";
import { SPEC } from "../domain/testing/stories.ts";
import type { CheckRequest, CheckResult } from "../ports/checks.ts";
import { PortFailure } from "../ports/failure.ts";
import { CHECK_TIME_LIMIT_MS, SetUpFails, createTreeVerifier, type VerifyRequest } from "./verify-tree.ts";
import { createVirtual } from "./testing/virtual.ts";

const PACKAGES = JSON.stringify({ dependencies: { zod: "4" } });
const LANDING = landingId(uuid(7));

/**
 * A target and a head with these files. A command is green at a commit when the file of its name says "ok" there; the set-up `npm ci` looks
 * into `package-lock.json` likewise.
 */
function start(target: Readonly<Record<string, string>>, head: Readonly<Record<string, string>>) {
  const virtual = createVirtual();
  const world = createWorld(SPEC.target, new Map(Object.entries(target)), instant(0));
  const life = createLife(virtual.clock, createRandom(1), { callMsMax: 1, lateEffect: 0 });
  const tip = world.refs.get("refs/heads/main") as CommitSha;
  const work = world.commit([tip], new Map(Object.entries({ ...target, ...head })), "work", 1);
  const ran: { readonly command: string; readonly at: CommitSha; readonly request: CheckRequest }[] = [];
  const acquired: { readonly commit: CommitSha; readonly setupKey: string }[] = [];
  const setUpKeys = new Set<string>();
  let holderCount = 0;
  let at: CommitSha = tip;
  const isGreen = (files: Files, command: string) =>
    files.get(command === "npm ci" ? "package-lock.json" : command) === "ok";
  const verifier = createTreeVerifier({
    repository: createSimulatedRepository(world, life),
    workspaces: {
      acquireVerify: async (request) => {
        acquired.push(request);
        at = request.commit;
        holderCount += 1;
        return {
          path: "/verify/1",
          isSetUp: setUpKeys.has(request.setupKey),
          markSetUp: async () => void setUpKeys.add(request.setupKey),
          release: async () => {
            holderCount -= 1;
          },
        };
      },
    },
    checks: {
      run: async (request): Promise<CheckResult> => {
        const { command } = request;
        ran.push({ command, at, request });
        await virtual.clock.wait(5);
        const outcome = isGreen(world.read(at).files, command) ? "green" : "red";
        const exitCode = outcome === "green" ? 0 : 1;
        const output = `${"x".repeat(5_000)}${command} is ${outcome}`;
        return { command, outcome, exitCode, durationMs: 5, output, outputBytes: output.length };
      },
    },
  });
  const begin = (over: Partial<VerifyRequest> = {}) =>
    verifier.verify({
      target: tip,
      head: work,
      checks: ["npm test"],
      landing: null,
      message: "check R-1.1",
      at: instant(2),
      signal: new AbortController().signal,
      ...over,
    });
  const verify = (over: Partial<VerifyRequest> = {}) => virtual.settled(begin(over));
  return {
    ...virtual,
    world,
    tip,
    work,
    ran,
    acquired,
    begin,
    verify,
    commands: () =>
      ran.map(
        ({ command, at: commit }) => `${command} ${commit === tip ? "on the target" : "on the merged tree"}`,
      ),
    holders: () => holderCount,
    candidates: () => [...world.refs.keys()].filter((ref) => ref.startsWith("refs/jarvis/cand/")),
  };
}

const OK = { "npm test": "ok" };

describe("checks on the merged tree", () => {
  test("that pass are green, and are asked of the target no more", async () => {
    const { verify, commands, tip, world } = start(OK, { "a.txt": "1" });
    const result = await verify();
    expect(result).toMatchObject({
      kind: "checked",
      checked: {
        target: tip,
        color: "green",
        checks: [{ command: "npm test", color: "green", exitCode: 0, durationMs: 5 }],
      },
    });
    const files = new Map(Object.entries({ ...OK, "a.txt": "1" }));
    expect(result.kind === "checked" && result.checked.tree).toBe(world.treeOf(files));
    expect(commands()).toEqual(["npm test on the merged tree"]);
  });

  test("that fail on it alone are red, with the end of their output", async () => {
    const { verify, commands } = start(OK, { "npm test": "broken" });
    const result = await verify();
    expect(result).toMatchObject({ checked: { color: "red", checks: [{ color: "red", exitCode: 1 }] } });
    const [check] = result.kind === "checked" ? result.checked.checks : [];
    expect(check?.output).toHaveLength(4_096);
    expect(check?.output.endsWith("npm test is red")).toBe(true);
    expect(commands()).toEqual(["npm test on the merged tree", "npm test on the target"]);
  });

  test("that fail on the target without the work too are already red", async () => {
    const { verify } = start({}, { "a.txt": "1" });
    expect(await verify()).toMatchObject({
      checked: { color: "already-red", checks: [{ color: "already-red" }] },
    });
  });

  test("are as bad as the worst of them", async () => {
    const files = { ...OK, "npm run lint": "ok" };
    const one = start(files, { "npm run lint": "broken" });
    const checks = ["npm test", "npm run lint", "npm run old"];
    const result = await one.verify({ checks });
    expect(result).toMatchObject({
      checked: { color: "red", checks: [{ color: "green" }, { color: "red" }, { color: "already-red" }] },
    });
    const two = await start(files, {}).verify({ checks });
    expect(two).toMatchObject({ checked: { color: "already-red" } });
  });

  test("that are none leave the work unverified, and need no workspace", async () => {
    const { verify, acquired } = start(OK, {});
    expect(await verify({ checks: [] })).toMatchObject({ checked: { color: "unverified", checks: [] } });
    expect(acquired).toEqual([]);
  });

  test("are told where they are, how long they may take, and in a slot of their own", async () => {
    const { verify, ran } = start(OK, {});
    const { signal } = new AbortController();
    await verify({ signal });
    expect(ran[0]?.request).toMatchObject({
      territory: { path: "/verify/1", slot: "check-1" },
      env: { JARVIS_ROOT: "/verify/1" },
      timeLimitMs: CHECK_TIME_LIMIT_MS,
      signal,
    });
  });

  test("do not run when the merge conflicts", async () => {
    const { verify, world, tip, ran, candidates } = start({ "a.txt": "0" }, { "a.txt": "1" });
    const moved = world.commit([tip], new Map([["a.txt", "2"]]), "by the user", 3);
    expect(await verify({ target: moved })).toEqual({ kind: "conflicted", files: ["a.txt"] });
    expect([ran, candidates()]).toEqual([[], []]);
  });
});

describe("a result", () => {
  test("is remembered by tree and command", async () => {
    const { verify, commands } = start(OK, { "npm test": "broken" });
    const first = await verify();
    expect(await verify()).toEqual(first);
    await verify({ checks: ["npm run lint", "npm test"] });
    expect(commands()).toEqual([
      "npm test on the merged tree",
      "npm test on the target",
      "npm run lint on the merged tree",
      "npm run lint on the target",
    ]);
  });

  test("of the same tree counts for another commit", async () => {
    const { verify, world, tip, ran } = start(OK, { "a.txt": "1" });
    const sameFiles = world.commit([tip], new Map(Object.entries({ ...OK, "a.txt": "1" })), "again", 9);
    await verify();
    await verify({ head: sameFiles, landing: LANDING });
    expect(ran).toHaveLength(1);
  });

  test("of a check that was aborted is not remembered", async () => {
    const { begin, verify, settled, until, ran, holders, candidates } = start(OK, {});
    const abort = new AbortController();
    const aborted = begin({ signal: abort.signal }).catch((error: unknown) => error);
    await until(() => ran.length === 1);
    abort.abort(new RangeError("no longer owed"));
    expect(await settled(aborted)).toMatchObject({ message: "no longer owed" });
    expect([holders(), candidates()]).toEqual([0, []]);
    await verify();
    expect(ran).toHaveLength(2);
  });
});

describe("the candidate", () => {
  test("of a check is a scratch one, dropped when the checks have run", async () => {
    const { verify, candidates, world } = start(OK, {});
    const result = await verify();
    expect(candidates()).toEqual([]);
    expect(result.kind === "checked" && world.read(result.commit).message).toBe("check R-1.1");
  });

  test("of a landing is kept: it is what will land", async () => {
    const { verify, candidates } = start(OK, {});
    await verify({ landing: LANDING });
    expect(candidates()).toEqual([`refs/jarvis/cand/${LANDING}`]);
  });

  test("is dropped, and its workspace given back, also when a check cannot be run", async () => {
    const { verify, candidates, holders } = start({ "jarvis.jsonc": "{ nonsense" }, {});
    await expect(verify()).rejects.toThrow("Cannot use jarvis.jsonc");
    expect([holders(), candidates()]).toEqual([0, []]);
  });
});

describe("set-up", () => {
  const set = { ...OK, "package.json": PACKAGES };

  test("runs once for a lockfile, before the checks", async () => {
    const { verify, commands } = start({ ...set, "package-lock.json": "ok" }, { "a.txt": "1" });
    await verify();
    await verify({ checks: ["npm run lint"] });
    expect(commands()).toEqual([
      "npm ci on the merged tree",
      "npm test on the merged tree",
      "npm run lint on the merged tree",
      "npm run lint on the target",
    ]);
  });

  test("that the work breaks is red: no check has run, so nothing is as on the target", async () => {
    const { verify, commands, holders, candidates } = start(
      { ...set, "package-lock.json": "ok" },
      { "package-lock.json": "broken" },
    );
    expect(await verify()).toMatchObject({
      checked: { color: "red", checks: [{ command: "npm ci", color: "red", exitCode: 1 }] },
    });
    expect(commands()).toEqual(["npm ci on the merged tree", "npm ci on the target"]);
    expect([holders(), candidates()]).toEqual([0, []]);
  });

  test("that fails on the target too verifies nothing: somebody must mend it", async () => {
    const { verify, holders, candidates, tip } = start({ ...set, "package-lock.json": "broken" }, {});
    const failure = await verify().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(SetUpFails);
    expect(failure).toBeInstanceOf(PortFailure);
    expect(failure).toMatchObject({ code: "set-up-fails", retry: "after-change" });
    expect((failure as Error).message).toContain(`"npm ci" fails on the target ${tip.slice(0, 7)} too`);
    expect((failure as Error).message).toContain("npm ci is red");
    expect([holders(), candidates()]).toEqual([0, []]);
  });

  test("that fails is run again the next time", async () => {
    const { verify, commands } = start(
      { ...set, "package-lock.json": "ok" },
      { "package-lock.json": "broken" },
    );
    await verify();
    await verify();
    expect(commands().filter((line) => line === "npm ci on the merged tree")).toHaveLength(2);
  });

  test("that only the work makes possible lets a red check be red, not already red", async () => {
    const { verify } = start(
      { "package.json": PACKAGES, "package-lock.json": "broken" },
      { "package-lock.json": "ok", "npm test": "broken" },
    );
    expect(await verify()).toMatchObject({ checked: { color: "red", checks: [{ command: "npm test" }] } });
  });
});
