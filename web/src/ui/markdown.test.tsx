// What agents write is not trusted: what it may and may not become on the page.
import { expect, it } from "vitest";
import { page } from "vitest/browser";
import { Markdown } from "./markdown.tsx";
import { show } from "./testing/show.tsx";

it("shows HTML as the text that it is", async () => {
  const { container } = await show(
    <Markdown text={'Hi <img src=x onerror="alert(1)"> <script>alert(1)</script>\n\n<b>bold</b>'} />,
  );
  expect(container.querySelector("img, script, b")).toBeNull();
  await expect.element(page.getByText(/<img src=x onerror="alert\(1\)">/)).toBeVisible();
});

it("fetches no picture from elsewhere, and links to it by its description", async () => {
  const { container } = await show(<Markdown text="![a chart](https://example.com/a.png)" />);
  expect(container.querySelector("img")).toBeNull();
  await expect
    .element(page.getByRole("link", { name: "[image: a chart]" }))
    .toHaveAttribute("href", "https://example.com/a.png");
});

it.each([
  "javascript:alert(1)",
  "data:text/html,x",
  "file:///etc/passwd",
  "/api/quit",
  "vbscript:x",
  "JaVaScRiPt:alert(1)",
])("leads nowhere by %s", async (address) => {
  const { container } = await show(<Markdown text={`[click](${address})`} />);
  await expect.element(page.getByText("click")).toBeVisible();
  expect(container.querySelector("a")).toBeNull();
});

it("opens the web and mail beside the page, without telling where from", async () => {
  await show(<Markdown text="[site](https://example.com) <me@example.com>" />);
  const site = page.getByRole("link", { name: "site" });
  await expect.element(site).toHaveAttribute("target", "_blank");
  await expect.element(site).toHaveAttribute("rel", "noopener noreferrer");
  await expect
    .element(page.getByRole("link", { name: "me@example.com" }))
    .toHaveAttribute("href", "mailto:me@example.com");
});

it("draws what is not closed yet only while it is being written", async () => {
  const { container, rerender } = await show(<Markdown isStreaming text="a **bo" />);
  expect(container.querySelector("strong")?.textContent).toBe("bo");
  await rerender(<Markdown text="a **bo" />);
  expect(container.querySelector("strong")).toBeNull();
});

it("gives code its language and a button that copies it", async () => {
  await show(<Markdown text={"```ts\nconst a = 1;\n```"} />);
  await expect.element(page.getByText("const a = 1;")).toBeVisible();
  await expect.element(page.getByText("ts", { exact: true })).toBeVisible();
  await expect.element(page.getByRole("button", { name: "Copy code" })).toBeVisible();
});

it.each([
  ["long", "*a ".repeat(4_000)],
  ["deep", `${"> - ".repeat(20)}a`],
  ["deep behind a line", `a\n\n${"1. ".repeat(40)}a`],
  ["wide", `${"|a".repeat(300)}|\n${"|-".repeat(300)}|\n${"|b|\n".repeat(100)}`],
])("draws what is too %s to be read in time as the text that it is", async (_what, text) => {
  const { container } = await show(<Markdown text={text} />);
  expect(container.querySelector(".prose")).toBeNull();
  expect(container.querySelector("p")?.textContent).toBe(text);
});

it.each([
  ["a long answer", "word ".repeat(1_900)],
  ["quotes in quotes", "> > > - 1. a"],
  ["a table of a hundred rows", `|a|b|c|\n|-|-|-|\n${"|1|2|3|\n".repeat(100)}`],
])("reads %s", async (_what, text) => {
  const { container } = await show(<Markdown text={text} />);
  expect(container.querySelector(".prose")).not.toBeNull();
});
