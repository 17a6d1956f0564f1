import type { Landing } from "../domain/landing/state.ts";
import type { Ticket } from "../domain/ticket/state.ts";

/** The commit message of a landing. Only the last trailer ever decides anything. */
export function landingMessage(ticket: Ticket, landing: Landing): string {
  return `${ticket.id}: ${ticket.spec.title}\n\nJarvis-Ticket: ${ticket.id}\nJarvis-Run: ${landing.run}\nJarvis-Landing: ${landing.id}\n`;
}
