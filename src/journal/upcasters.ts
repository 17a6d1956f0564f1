import type { DomainEvent, EventType } from "../domain/events.ts";

type Payload<Type extends EventType> = Extract<DomainEvent, { type: Type }>["data"];

/** Turns the data of one schema of one event type into that of the next. Pure: old journals are read with it for ever. */
type Upcaster<To = unknown> = (data: never) => To;

/** The n-th of a chain (from 1) lifts schema n to n + 1; what the last one makes is what the domain folds today. */
type Chain<Type extends EventType> = readonly [...Upcaster[], Upcaster<Payload<Type>>];

export type Upcasters = Readonly<Record<string, readonly Upcaster[]>>;

/**
 * A payload never changes in place: give the type a new number in `EVENT_SCHEMAS` and lift the old form here. Each upcaster names the
 * form that it takes, for example `"run.reported": [({ run, text }: { run: RunId; text: string }) => ({ run, report: 1, text })]`.
 */
export const UPCASTERS: { readonly [Type in EventType]?: Chain<Type> } = {};

/** Lifts data as it was written in `schema` to the newest one. */
export function liftPayload(
  type: string,
  schema: number,
  written: unknown,
  upcasters: Upcasters = UPCASTERS,
): unknown {
  const chain = upcasters[type] ?? [];
  // `never`: the chain's order proves that each upcaster gets what the one before it made, the first what was written.
  return chain.slice(schema - 1).reduce((data: unknown, upcast) => upcast(data as never), written);
}
