// The frame: where an address leads, what stands there without a session, and the keys that lead elsewhere.
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { faultsIn, THEMES } from "../ui/testing/accessible.ts";
import { show } from "../ui/testing/show.tsx";
import { makeRouter } from "./router.tsx";

const SESSION = {
  csrf: "c",
  version: "0.1.0",
  projects: [
    { id: "a1", name: "shop", root: "/srv/shop" },
    { id: "b2", name: "api", root: "/srv/api" },
  ],
};

let answer: () => Response;

beforeEach(() => {
  answer = () => Response.json(SESSION);
  vi.spyOn(globalThis, "fetch").mockImplementation(async () => answer());
});

afterEach(() => {
  vi.restoreAllMocks();
});

async function open(address: string) {
  const router = makeRouter(createMemoryHistory({ initialEntries: [address] }));
  await show(<RouterProvider router={router} />);
  return () => router.state.location.pathname;
}

it("leads from the start to the first project's conversation", async () => {
  const here = await open("/");
  await expect.poll(here).toBe("/p/a1/talk");
  await expect.element(page.getByRole("link", { name: /Talk/ })).toHaveAttribute("aria-current", "page");
});

it("goes between screens by keys and lists them on ?", async () => {
  // Not from Talk, whose composer has the keyboard.
  const here = await open("/p/a1/settings");
  await expect.element(page.getByRole("link", { name: /Fleet/ })).toBeVisible();
  await userEvent.keyboard("gf");
  await expect.poll(here).toBe("/p/a1/fleet");
  await userEvent.keyboard("?");
  await expect
    .element(page.getByRole("dialog", { name: "Keyboard" }).getByText("Go to Settings"))
    .toBeVisible();
  await userEvent.keyboard("{Escape}");
  // While the window is there, the keys are its own.
  await expect.element(page.getByRole("dialog", { name: "Keyboard" })).not.toBeInTheDocument();
  await userEvent.keyboard("gr");
  await expect.poll(here).toBe("/p/a1/review");
  await userEvent.keyboard("gs");
  await expect.poll(here).toBe("/p/a1/settings");
});

it("goes to another project", async () => {
  const here = await open("/p/a1/talk");
  await userEvent.click(page.getByRole("button", { name: "Project: shop" }));
  await userEvent.click(page.getByRole("menuitemcheckbox", { name: /api/ }));
  await expect.poll(here).toBe("/p/b2/talk");
});

it("knows a project that was opened later once the reader comes back to the page", async () => {
  answer = () => Response.json({ ...SESSION, projects: SESSION.projects.slice(0, 1) });
  await open("/p/a1/fleet");
  const names = page.getByRole("menuitemcheckbox");
  await userEvent.click(page.getByRole("button", { name: "Project: shop" }));
  await expect.poll(() => names.elements()).toHaveLength(1);
  answer = () => Response.json(SESSION);
  // Again until it shows: the answer to the menu's own question may still be on its way, and is shared.
  await expect
    .poll(() => {
      window.dispatchEvent(new Event("focus"));
      return names.elements().length;
    })
    .toBe(2);
});

it("reads which projects are open when their list is opened, and keeps it when nobody answers", async () => {
  answer = () => Response.json({ ...SESSION, projects: SESSION.projects.slice(0, 1) });
  await open("/p/a1/fleet");
  const button = page.getByRole("button", { name: "Project: shop" });
  await expect.element(button).toBeVisible();
  answer = () => Response.json(SESSION);
  await userEvent.click(button);
  await expect.element(page.getByRole("menuitemcheckbox", { name: /api/ })).toBeVisible();
  answer = () => new Response("", { status: 502 });
  window.dispatchEvent(new Event("focus"));
  await expect.element(page.getByRole("menuitemcheckbox", { name: /api/ })).toBeVisible();
});

it("goes to the first project when it is opened while the page waits for one", async () => {
  answer = () => Response.json({ ...SESSION, projects: [] });
  const here = await open("/");
  await expect.element(page.getByText("No project is open")).toBeVisible();
  answer = () => Response.json(SESSION);
  window.dispatchEvent(new Event("focus"));
  await expect.poll(here).toBe("/p/a1/talk");
});

it("puts the theme on the page and keeps the choice", async () => {
  await open("/p/a1/talk");
  await userEvent.click(page.getByRole("button", { name: "Theme" }));
  await userEvent.click(page.getByRole("menuitemcheckbox", { name: "Dark" }));
  await expect.poll(() => document.documentElement.dataset["theme"]).toBe("dark");
  expect(localStorage.getItem("jarvis.theme")).toBe("dark");
});

it.each([
  ["signed out", () => new Response("{}", { status: 401 }), "This browser is not signed in"],
  ["of another version", () => Response.json({ projects: {} }), "This page could not be opened."],
  ["without a project", () => Response.json({ ...SESSION, projects: [] }), "No project is open"],
])("says what to do when it is %s", async (_what, said, title) => {
  answer = said;
  await open("/");
  await expect.element(page.getByText(title)).toBeVisible();
});

it("says so when nobody answers, and goes on once somebody does", async () => {
  answer = () => {
    throw new TypeError("Failed to fetch");
  };
  const here = await open("/");
  await expect.element(page.getByText("JARVIS does not answer")).toBeVisible();
  answer = () => Response.json(SESSION);
  await userEvent.click(page.getByRole("button", { name: "Try again" }));
  await expect.poll(here).toBe("/p/a1/talk");
});

describe.each(THEMES)("in the %s theme", (theme) => {
  it.each([1280, 390])("the frame has no serious fault at %d px", async (widthPx) => {
    await page.viewport(widthPx, 800);
    await open("/p/a1/fleet");
    await expect.element(page.getByRole("navigation", { name: "Screens" })).toBeVisible();
    expect(await faultsIn(theme)).toEqual([]);
    await page.viewport(1280, 800);
  });
});
