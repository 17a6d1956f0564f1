import { expect, test } from "vitest";
import { instant, landingId, treeSha } from "../domain/ids.ts";
import {
  candidateOf,
  importOne,
  landable,
  LANDING,
  LINES,
  NOWHERE,
  OTHER,
  RUN,
  type RepositoryHarness,
} from "./repository-harness.conformance.ts";

export function testMerge(get: () => RepositoryHarness): void {
  test("merges what does not touch", async () => {
    const { repository, commitOnTarget } = get();
    const { head } = await importOne(get(), RUN, { "src/lines.txt": LINES.replace("one", "ONE") });
    const target = await commitOnTarget({ "src/lines.txt": LINES.replace("seven", "SEVEN") });
    const merged = await repository.mergeTree({ target, head });
    expect(merged.kind).toBe("clean");
    expect(await repository.readTip(get().target)).toBe(target);
  });

  test("names the files in conflict", async () => {
    const { repository, commitOnTarget } = get();
    const { head } = await importOne(get(), RUN, {
      "src/lines.txt": LINES.replace("one", "ONE"),
      "x.txt": "x\n",
    });
    const target = await commitOnTarget({ "src/lines.txt": LINES.replace("one", "1") });
    expect(await repository.mergeTree({ target, head })).toEqual({
      kind: "conflicted",
      files: ["src/lines.txt"],
    });
  });

  test("makes the same candidate of the same request", async () => {
    const { repository } = get();
    const request = await candidateOf(get(), RUN, LANDING, { "a.txt": "a\n" });
    const first = await repository.makeCandidate(request);
    expect(await repository.makeCandidate(request)).toBe(first);
    expect(await repository.readTreeOf(first)).toBe(request.tree);
    const later = await repository.makeCandidate({ ...request, at: instant(request.at + 1000) });
    expect(later).not.toBe(first);
    expect(await repository.readLog(first, 1)).toEqual([
      { commit: first, subject: "Land R-12.1", author: "JARVIS", at: request.at },
    ]);
  });

  test("refuses a candidate whose tree is not the one that was verified", async () => {
    const { repository } = get();
    const request = await candidateOf(get(), RUN, LANDING, { "a.txt": "a\n" });
    const tree = treeSha(NOWHERE);
    await expect(repository.makeCandidate({ ...request, tree })).rejects.toMatchObject({
      code: "repository-failed",
    });
  });

  test("drops a candidate, also one that is gone", async () => {
    const { repository } = get();
    await repository.makeCandidate(await candidateOf(get(), RUN, LANDING, { "a.txt": "a\n" }));
    await repository.dropCandidate(LANDING);
    await repository.dropCandidate(LANDING);
  });
}

export function testLanding(get: () => RepositoryHarness): void {
  test("lands a candidate once, however often it is asked", async () => {
    const { repository, target } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n", "readme.md": null });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await repository.readTip(target)).toBe(request.candidate);
    expect(await repository.readFile(request.candidate, "a.txt")).toBe("a\n");
    expect(await repository.readFile(request.candidate, "readme.md")).toBeNull();
  });

  test("reports landed when the target has gone on since", async () => {
    const { repository, target, commitOnTarget } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n" });
    await repository.land(request);
    const later = await commitOnTarget({ "later.txt": "later\n" });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await repository.readTip(target)).toBe(later);
  });

  test("does not land on a target that has moved, and says where it is", async () => {
    const { repository, target, commitOnTarget } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n" });
    const tip = await commitOnTarget({ "other.txt": "other\n" });
    expect(await repository.land(request)).toEqual({ kind: "target-moved", tip });
    expect(await repository.readTip(target)).toBe(tip);
  });

  test("lands one of two candidates for the same target", async () => {
    const { repository, target } = get();
    const requests = [
      await landable(get(), RUN, { "a.txt": "a\n" }),
      await landable(get(), OTHER, { "b.txt": "b\n" }, landingId("00000000-0000-4000-8000-000000000002")),
    ];
    const results = await Promise.all(requests.map((request) => repository.land(request)));
    expect(results.map((result) => result.kind).toSorted()).toEqual(["landed", "target-moved"]);
    const winner = requests[results.findIndex((result) => result.kind === "landed")];
    expect(await repository.readTip(target)).toBe(winner?.candidate);
  });
}

export function testCheckout(get: () => RepositoryHarness): void {
  test("describes target and checkout, and counts what the user has not committed", async () => {
    const { repository, target, writeInCheckout } = get();
    const before = await repository.describe();
    expect(before).toMatchObject({ head: { kind: "branch", name: target }, target, uncommittedCount: 0 });
    expect(before.targetTip).toBe(await repository.readTip(target));
    expect(before.targetCheckedOutIn).toBe(before.root);
    await writeInCheckout({ "readme.md": "# Mine\n", "new.txt": "new\n" });
    expect((await repository.describe()).uncommittedCount).toBe(2);
  });

  test("shows the landed files in the user's checkout and leaves the user's own as they are", async () => {
    const { repository, writeInCheckout, readInCheckout } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n", "src/lines.txt": `${LINES}eight\n` });
    await writeInCheckout({ "readme.md": "# Mine\n", "new.txt": "new\n" });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
    expect(await readInCheckout("a.txt")).toBe("a\n");
    expect(await readInCheckout("src/lines.txt")).toBe(`${LINES}eight\n`);
    expect(await readInCheckout("readme.md")).toBe("# Mine\n");
    expect(await readInCheckout("new.txt")).toBe("new\n");
    expect((await repository.describe()).uncommittedCount).toBe(2);
  });

  test.each([
    ["modified", "src/lines.txt"],
    ["untracked", "a.txt"],
  ])("waits for the user when a %s file would be overwritten, and changes nothing", async (_kind, path) => {
    const { repository, target, writeInCheckout, readInCheckout } = get();
    const request = await landable(get(), RUN, { "a.txt": "a\n", "src/lines.txt": `${LINES}eight\n` });
    await writeInCheckout({ [path]: "mine\n" });
    const { root } = await repository.describe();
    expect(await repository.land(request)).toEqual({ kind: "blocked", path: root, files: [path] });
    expect(await readInCheckout(path)).toBe("mine\n");
    expect(await repository.readTip(target)).toBe(request.from);
    await writeInCheckout({ [path]: path === "a.txt" ? null : LINES });
    expect(await repository.land(request)).toEqual({ kind: "landed" });
  });
}
