// The settings as their reader meets them: another model, another project, another look.
import { beforeEach, describe, expect, it, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { connectedModel, projectRow } from "../../feed/testing/rows.ts";
import { writeStored } from "../../ui/stored.ts";
import { faultsIn, THEMES } from "../../ui/testing/accessible.ts";
import { show } from "../../ui/testing/show.tsx";
import { SettingsView, type SettingsViewProps } from "./settings-view.tsx";

const WALL = "the agent's own sandbox needs bwrap and socat, not found on PATH.";

const choose = vi.fn<SettingsViewProps["choose"]>();
const open = vi.fn<SettingsViewProps["open"]>();
const onOpenProject = vi.fn();
const onTheme = vi.fn();
const readDaemon = vi.fn<SettingsViewProps["readDaemon"]>();
const readProjects = vi.fn<SettingsViewProps["readProjects"]>();

beforeEach(async () => {
  vi.clearAllMocks();
  choose.mockResolvedValue({ kind: "read", value: connectedModel() });
  open.mockResolvedValue({ kind: "read", value: { id: "p9", name: "nine", root: "/code/nine" } });
  readProjects.mockResolvedValue({
    kind: "read",
    value: {
      projects: [
        { id: "p1", name: "my-jarvis-desktop", root: "/code/my-jarvis-desktop" },
        { id: "p2", name: "shop", root: "/code/shop" },
      ],
    },
  });
  readDaemon.mockResolvedValue({
    kind: "read",
    value: {
      version: "0.1.0",
      pid: 4120,
      startedAt: Date.now() - 3_600_000,
      home: "/code/.jarvis",
      model: connectedModel(),
      projects: [],
      page: "ready",
    },
  });
  await page.viewport(1280, 800);
});

function Settings(props: Partial<SettingsViewProps>) {
  return (
    <div style={{ height: "100vh", display: "flex", flexDirection: "column" }}>
      <SettingsView
        model={connectedModel({ kind: "playbook", name: "playbook (no language model)", payer: "nobody" })}
        choose={choose}
        theme="system"
        onTheme={onTheme}
        project={projectRow()}
        readProjects={readProjects}
        open={open}
        onOpenProject={onOpenProject}
        readDaemon={readDaemon}
        {...props}
      />
    </div>
  );
}

const secret = (label: string) => page.getByRole("tabpanel").getByLabelText(label, { exact: true });

describe("the model", () => {
  it("says what answers and who pays", async () => {
    await show(<Settings />);
    const section = page.getByRole("region", { name: "Model" });
    await expect.element(section).toMatchTextContent("playbook (no language model)");
    await expect.element(section).toMatchTextContent("nobody");
  });

  it("is connected with a key that is never shown and not kept", async () => {
    await show(<Settings />);
    const field = secret("API key").element();
    expect(field.getAttribute("type")).toBe("password");
    expect(field.getAttribute("autocomplete")).toBe("off");
    await userEvent.fill(secret("API key"), "sk-secret-4f2a");
    await page.getByRole("checkbox", { name: /^Remember it/ }).click();
    await page.getByRole("button", { name: "Connect" }).click();
    await expect.element(page.getByText("Connected: claude via API key.")).toBeVisible();
    await expect
      .element(page.getByText("It takes effect with your next message", { exact: false }))
      .toBeVisible();
    expect(choose.mock.calls).toEqual([
      [{ kind: "api-key", secret: "sk-secret-4f2a", model: null, isUnsafe: false, isRemembered: true }],
    ]);
    await expect.element(secret("API key")).toHaveValue("");
    expect(document.body.textContent).not.toContain("sk-secret");
  });

  it("forgets the secret when another way is chosen", async () => {
    await show(<Settings />);
    await userEvent.fill(secret("API key"), "sk-secret-4f2a");
    await page.getByRole("tab", { name: "Plan token" }).click();
    await expect.element(secret("Token")).toHaveValue("");
    await page.getByRole("tab", { name: "API key" }).click();
    await expect.element(secret("API key")).toHaveValue("");
  });

  it("asks for what is missing before anything is sent", async () => {
    await show(<Settings />);
    await page.getByRole("button", { name: "Connect" }).click();
    await expect.element(page.getByText("Paste the whole API key.")).toBeVisible();
    await page.getByRole("tab", { name: "Local URL" }).click();
    await userEvent.fill(page.getByRole("textbox", { name: "URL" }), "localhost");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect.element(page.getByText("An address that begins with http:// or https://")).toBeVisible();
    expect(choose).not.toHaveBeenCalled();
  });

  it("says in plain words why it was refused", async () => {
    choose.mockResolvedValue({
      kind: "failed",
      code: "refused",
      message: "The service does not know this key.",
    });
    await show(<Settings />);
    await userEvent.fill(secret("API key"), "sk-secret-4f2a");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect.element(page.getByRole("alert")).toMatchTextContent("The service does not know this key.");
  });

  it("wants an explicit yes to workers without a wall, and does not ask for the key again", async () => {
    choose.mockResolvedValueOnce({ kind: "read", value: connectedModel({ wall: WALL }) });
    await show(<Settings />);
    expect(
      page.getByRole("checkbox", { name: "I accept that workers run without a wall" }).elements(),
    ).toEqual([]);
    await userEvent.fill(secret("API key"), "sk-secret-4f2a");
    await page.getByRole("button", { name: "Connect" }).click();
    await expect.element(page.getByText(WALL)).toBeVisible();
    await expect
      .element(page.getByText("claude via API key answers, but its workers do not start."))
      .toBeVisible();
    await page.getByRole("checkbox", { name: "I accept that workers run without a wall" }).click();
    await page.getByRole("button", { name: "Connect" }).click();
    await expect.element(page.getByText("Connected: claude via API key.")).toBeVisible();
    expect(choose.mock.calls.map(([choice]) => choice)).toMatchObject([
      { secret: "sk-secret-4f2a", isUnsafe: false },
      { secret: "sk-secret-4f2a", isUnsafe: true },
    ]);
    await expect.element(secret("API key")).toHaveValue("");
  });

  it("goes back to the playbook without any of that", async () => {
    await show(<Settings model={connectedModel({ wall: WALL })} />);
    await page.getByRole("tab", { name: "Playbook" }).click();
    expect(page.getByText(WALL).elements()).toEqual([]);
    await page.getByRole("button", { name: "Use the playbook" }).click();
    expect(choose.mock.calls).toEqual([[{ kind: "playbook" }]]);
  });
});

describe("the look", () => {
  it("is as the system, light or dark", async () => {
    await show(<Settings />);
    await page.getByRole("combobox", { name: "Theme" }).click();
    await page.getByRole("option", { name: "Dark" }).click();
    expect(onTheme).toHaveBeenCalledExactlyOnceWith("dark");
  });

  it("switches single keys off and on", async () => {
    await show(<Settings />);
    const keys = page.getByRole("switch", { name: "Single-key shortcuts" });
    await expect.element(keys).toBeChecked();
    await keys.click();
    await expect.element(keys).not.toBeChecked();
    expect(localStorage.getItem("jarvis.single-keys")).toBe("false");
    writeStored("single-keys", "true");
  });
});

describe("the projects", () => {
  it("say where they are, where work lands and how strong the wall is", async () => {
    await show(
      <Settings
        project={projectRow({ detachedAt: "abc1234", sandboxLevel: 0, sandboxReason: "no bwrap" })}
      />,
    );
    const section = page.getByRole("region", { name: "Project", exact: true });
    for (const text of [
      "main at 1a2b3c4",
      "HEAD is detached at abc1234",
      "7 files of yours",
      "Level 0 · no bwrap",
      "3 workers",
    ])
      await expect.element(section).toMatchTextContent(text);
  });

  it("can be changed to another that is open", async () => {
    await show(<Settings />);
    await expect.element(page.getByText("shown", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Show" }).click();
    expect(onOpenProject).toHaveBeenCalledExactlyOnceWith("p2");
  });

  it("grow by a folder, which is then shown", async () => {
    await show(<Settings />);
    await userEvent.fill(page.getByRole("textbox", { name: "Folder" }), " /code/nine ");
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await expect.poll(() => onOpenProject.mock.calls).toEqual([["p9"]]);
    expect(open.mock.calls).toEqual([[{ path: "/code/nine" }]]);
  });

  it("say why a folder cannot be one", async () => {
    open.mockResolvedValue({ kind: "failed", code: "x", message: "/code is in no git repository." });
    await show(<Settings />);
    await userEvent.fill(page.getByRole("textbox", { name: "Folder" }), "/code");
    await userEvent.fill(page.getByRole("textbox", { name: "Target branch" }), "trunk");
    await userEvent.keyboard("{Enter}");
    await expect.element(page.getByText("/code is in no git repository.")).toBeVisible();
    expect(open.mock.calls).toEqual([[{ path: "/code", target: "trunk" }]]);
    expect(onOpenProject).not.toHaveBeenCalled();
  });
});

describe("the rest", () => {
  it("says which JARVIS this is, and lists the keys", async () => {
    await show(<Settings />);
    await expect.element(page.getByRole("region", { name: "About" })).toMatchTextContent("0.1.0");
    await page.getByRole("button", { name: /^Keyboard shortcuts/ }).click();
    await expect.element(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  });

  it("says what could not be read, and reads it again", async () => {
    readDaemon.mockResolvedValueOnce({
      kind: "failed",
      code: "unreachable",
      message: "JARVIS does not answer",
    });
    await show(<Settings project={null} model={null} />);
    const about = page.getByRole("region", { name: "About" });
    await expect.element(about).toMatchTextContent("JARVIS does not answer");
    await about.getByRole("button", { name: "Try again" }).click();
    await expect.element(about).toMatchTextContent("0.1.0");
  });

  it.each(THEMES)("has no serious fault of accessibility in the %s theme", async (theme) => {
    await show(<Settings model={connectedModel({ wall: WALL })} />);
    await page.getByRole("button", { name: "Connect" }).click();
    expect(await faultsIn(theme)).toEqual([]);
    await page.viewport(390, 844);
    expect(await faultsIn(theme)).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});
