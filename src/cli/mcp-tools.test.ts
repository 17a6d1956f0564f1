import { Client } from "@modelcontextprotocol/client";
import { InMemoryTransport } from "@modelcontextprotocol/server";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Board } from "../wire/reads.ts";
import { NoDaemon } from "./failures.ts";
import { createToolServer, type BoardReader } from "./mcp-tools.ts";
import { boardRow, orchestratorRow, projectRow, workingRow } from "./testing/rows.ts";

async function connect(readBoards: BoardReader["readBoards"]): Promise<Client> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  const server = createToolServer("1.2.3", { readBoards });
  await server.connect(far);
  const client = new Client({ name: "test", version: "1" });
  await client.connect(near);
  onTestFinished(() => client.close());
  return client;
}

const boards: readonly Board[] = [
  {
    project: projectRow(),
    orchestrator: orchestratorRow({ word: "active", doing: "Conversing" }),
    rows: [workingRow(), boardRow({ ticket: "T-2", title: "\u001B[2JEVIL" })],
  },
];

describe("the tools for MCP clients", () => {
  test("are two, only read, and say what they give", async () => {
    const client = await connect(() => Promise.resolve(boards));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).toSorted()).toEqual(["board", "worker_status"]);
    for (const tool of tools) {
      expect(tool.annotations).toMatchObject({ readOnlyHint: true });
      expect(tool.outputSchema).toMatchObject({ type: "object" });
    }
  });

  test("worker_status tells of those who work, or of the one that is named", async () => {
    const client = await connect(() => Promise.resolve(boards));
    const all = await client.callTool({ name: "worker_status", arguments: {} });
    expect(all.structuredContent).toEqual({ workers: [{ project: "shop", ...workingRow() }] });
    expect(JSON.stringify(all.content)).toContain("Say hello · Worker 1");
    const one = await client.callTool({ name: "worker_status", arguments: { worker: "T-2" } });
    expect(one.structuredContent).toMatchObject({ workers: [{ ticket: "T-2" }] });
    const none = await client.callTool({ name: "worker_status", arguments: { worker: "W9" } });
    expect(none).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('called "W9"') }],
    });
  });

  test("board gives every board, and text that no terminal acts on", async () => {
    const asked: (string | undefined)[] = [];
    const client = await connect((project) => {
      asked.push(project);
      return Promise.resolve(boards);
    });
    const { structuredContent, content } = await client.callTool({
      name: "board",
      arguments: { project: "shop" },
    });
    expect(structuredContent).toEqual({ boards });
    expect(JSON.stringify(content)).toContain("Main Orchestrator — Active – Conversing");
    expect(JSON.stringify(content)).not.toContain("\\u001b");
    expect(asked).toEqual(["shop"]);
  });

  test("answer with what to do when no daemon runs", async () => {
    const client = await connect(() => Promise.reject(new NoDaemon("~/.jarvis")));
    expect(await client.callTool({ name: "board", arguments: {} })).toMatchObject({
      isError: true,
      content: [{ text: "No JARVIS runs on ~/.jarvis. Start it: jarvis PATH" }],
    });
  });
});
