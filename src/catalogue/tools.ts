// Every tool of the orchestrator, once.
import type { CatalogueAccess } from "./access.ts";
import { budgetRaise } from "./budget-tools.ts";
import { board, repoList, repoLog, repoRead, repoSearch, repoShow, show } from "./reading-tools.ts";
import { ticketSupersede, ticketsPropose, ticketsStart } from "./proposal-tools.ts";
import {
  approvalUndo,
  landingApprove,
  ticketCancel,
  ticketDraft,
  ticketEdit,
  ticketRetry,
  ticketStart,
} from "./ticket-tools.ts";
import { workAdopt, workerAnswer, workerGiveBack, workerInterrupt, workerTakeOver } from "./control-tools.ts";
import type { CatalogueTool } from "./tool.ts";
import {
  raiseAttention,
  workerMessage,
  workerPause,
  workerResume,
  workerStop,
  workerTryAgain,
} from "./worker-tools.ts";

const TOOLS = [
  board,
  show,
  raiseAttention,
  ticketDraft,
  ticketsPropose,
  ticketEdit,
  ticketStart,
  ticketsStart,
  ticketRetry,
  ticketCancel,
  ticketSupersede,
  landingApprove,
  approvalUndo,
  workerMessage,
  workerStop,
  workerPause,
  workerResume,
  workerTryAgain,
  workerAnswer,
  workerInterrupt,
  workerTakeOver,
  workerGiveBack,
  workAdopt,
  budgetRaise,
  repoRead,
  repoList,
  repoSearch,
  repoLog,
  repoShow,
];

export function conversationTools(access: CatalogueAccess): readonly CatalogueTool[] {
  return TOOLS.map((tool) => tool(access));
}
