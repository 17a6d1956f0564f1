// What the script does with a wish to steer a worker beyond a message.
import { answer, tool, type Exchange, type Outcome } from "./exchange.ts";
import { relay } from "./commands.ts";
import type { Intent } from "./intents.ts";
import { findNamed, nameOf, workerName } from "./ticket-choice.ts";
import { clip } from "./words.ts";

const TOOL_WORDS_CHARS_MAX = 300;

type Control = Extract<
  Intent,
  { kind: "answer-worker" | "interrupt-with" | "give-back" | "retry" | "adopt" }
>;

export function control(intent: Control, exchange: Exchange): Outcome {
  switch (intent.kind) {
    case "interrupt-with":
      return relay(
        exchange,
        tool("interrupt", "worker_interrupt", { worker: intent.worker, text: intent.text }),
        `interrupt ${workerName(intent.worker)}`,
        said,
      );
    case "answer-worker": {
      const { worker, text } = intent;
      const input = text === null ? { worker, answer: "deny" } : { worker, answer: "words", text };
      return relay(exchange, tool("answer", "worker_answer", input), `answer ${workerName(worker)}`, said);
    }
    case "give-back":
      return giveBack(intent, exchange);
    case "retry":
      return retry(intent, exchange);
    case "adopt":
      return relay(
        exchange,
        tool("adopt", "work_adopt", { name: intent.name, withUncommitted: intent.isWithUncommitted }),
        `adopt ${intent.name}`,
        said,
      );
  }
}

function giveBack(
  { worker, ref, isDone }: Extract<Intent, { kind: "give-back" }>,
  exchange: Exchange,
): Outcome {
  const whom = worker === "" ? findNamed(ref, exchange.view)[0] : worker;
  if (whom === undefined)
    return answer("I do not know which worker to give back; name it, like “give worker 1 back”.");
  return relay(
    exchange,
    tool("give-back", "worker_give_back", { worker: whom, isDone }),
    `give ${workerName(whom)} back`,
    said,
  );
}

function retry({ ref, isFromWork }: Extract<Intent, { kind: "retry" }>, exchange: Exchange): Outcome {
  const ticket = findNamed(ref, exchange.view)[0];
  if (ticket === undefined) return answer("I do not know which ticket you mean; name it, like “retry T-1”.");
  return relay(
    exchange,
    tool("retry", "ticket_retry", { ticket, reason: "the user asked for a new run", fromWork: isFromWork }),
    `retry ${nameOf(ticket, exchange.view)}`,
    said,
  );
}

function said(words: string): string {
  return clip(words, TOOL_WORDS_CHARS_MAX);
}
