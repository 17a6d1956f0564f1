// What the journal says of a conversation, in the words of the recording.
import type { StoredEvent } from "../../src/domain/events.ts";
import type { Recording } from "./recording.ts";

/** Events that the orchestrator may cause in a report turn. */
const OF_REPORT_TURNS: readonly string[] = [
  "ticket.drafted",
  "conversation.put-up",
  "conversation.attention-raised",
];

/** `isAnsweredThere`: turns begin and end in the journal. In the control they do not; it notes its answers itself. */
export function readJournal(
  events: readonly StoredEvent[],
  recording: Recording,
  { isAnsweredThere }: { readonly isAnsweredThere: boolean },
): void {
  const turns = new Map<number, { readonly kind: "user" | "report"; readonly ids: readonly string[] }>();
  const kinds = new Map<string, "user" | "report">();
  for (const event of events) {
    const { type, data, actor } = event;
    if (type === "conversation.message-received") kinds.set(data.message, "user");
    if (type === "conversation.report-queued") kinds.set(data.id, "report");
    if (type === "conversation.turn-begun") {
      turns.set(data.n, { kind: data.kind, ids: data.messages });
      if (data.messages.some((id) => kinds.get(id) !== data.kind))
        recording.mixed.push(`turn ${data.n} of kind ${data.kind} holds ${data.messages.join(", ")}`);
    }
    const ids = type.startsWith("conversation.turn-") && "n" in data ? (turns.get(data.n)?.ids ?? []) : [];
    if (type === "conversation.turn-answered" && isAnsweredThere)
      recording.answers.push({ ids, text: data.text });
    if (type === "conversation.turn-failed") recording.failures.push({ ids, detail: data.detail });
    if (type === "ticket.drafted") recording.drafts.push({ title: data.spec.title, ticket: data.ticket });
    if (actor.kind === "orchestrator" && turns.get(actor.turn)?.kind === "report")
      if (!OF_REPORT_TURNS.includes(type)) recording.usurped.push(`${type} by report turn ${actor.turn}`);
  }
  for (const [id, kind] of kinds) if (!recording.said.has(id)) recording.said.set(id, { kind, at: null });
}
