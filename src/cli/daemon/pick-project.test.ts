import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { makeHome } from "../testing/world.ts";
import { pickProject } from "./pick-project.ts";

function git(cwd: string, ...args: readonly string[]): void {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
  execFileSync("git", [...identity, ...args], { cwd, stdio: "ignore" });
}

function repository(folder: string, name: string): { id: string; name: string; root: string } {
  const root = join(folder, name);
  mkdirSync(join(root, "src"), { recursive: true });
  git(root, "init", "--quiet");
  git(root, "commit", "--quiet", "--allow-empty", "--message", "Begin");
  return { id: `id-of-${name}`, name, root };
}

function two() {
  const folder = makeHome();
  return { folder, shop: repository(folder, "shop"), blog: repository(folder, "blog") };
}

describe("the project that a command means", () => {
  test("is the repository that the user stands in, however deep", async () => {
    const { shop, blog } = two();
    const picked = await pickProject([blog, shop], undefined, join(shop.root, "src"));
    expect(picked).toEqual({ project: shop, insteadOf: null });
  });

  test("is the one behind a linked worktree", async () => {
    const { folder, shop, blog } = two();
    const worktree = join(folder, "shop-worktrees", "one");
    git(shop.root, "worktree", "add", "--quiet", "--detach", worktree);
    expect((await pickProject([blog, shop], undefined, worktree)).project).toBe(shop);
  });

  test("is found through a symbolic link", async () => {
    const { folder, shop, blog } = two();
    symlinkSync(shop.root, join(folder, "link"));
    expect((await pickProject([blog, shop], undefined, join(folder, "link", "src"))).project).toBe(shop);
  });

  test("is not the project around another repository", async () => {
    const { shop, blog } = two();
    const inner = repository(shop.root, "inner");
    await expect(pickProject([blog, shop], undefined, inner.root)).rejects.toThrow("is not open in JARVIS");
  });

  test("is the only one that is open, and then says which repository it is not", async () => {
    const { folder, shop, blog } = two();
    expect(await pickProject([shop], undefined, folder)).toEqual({ project: shop, insteadOf: null });
    expect(await pickProject([shop], undefined, blog.root)).toEqual({ project: shop, insteadOf: blog.root });
  });

  test.each([
    ["its id", (shop: { id: string }) => shop.id],
    ["its name", () => "shop"],
    ["its path", (shop: { root: string }) => shop.root],
    ["a folder in it", (shop: { root: string }) => join(shop.root, "src")],
    ["a path from here", () => "../shop"],
  ])("can be named by %s", async (_, nameOf) => {
    const { shop, blog } = two();
    expect((await pickProject([blog, shop], nameOf(shop), blog.root)).project).toBe(shop);
  });

  test("is asked for when several could be meant, with a list of them", async () => {
    const { folder, shop, blog } = two();
    const asked = pickProject([shop, blog], undefined, folder);
    await expect(asked).rejects.toThrow(/^Which project\?.*\n  id-of-shop  .*shop\n  id-of-blog  .*blog$/);
  });

  test("is refused when there is none of that name", async () => {
    const { shop, blog } = two();
    await expect(pickProject([shop, blog], "cart", "/")).rejects.toThrow(
      /There is no project cart.*id-of-shop/s,
    );
    await expect(pickProject([], undefined, "/")).rejects.toThrow("no project open");
  });
});
