// A review with the rows of a test, and a record of what it asks for and where it leads.
import { vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { reviewRow, ticketRow, workingRow } from "../../../feed/testing/rows.ts";
import { PATCH } from "../../../ui/testing/samples.ts";
import { ReviewView, type ReviewViewProps } from "../review-view.tsx";

export const ways = { onOpenFleet: vi.fn(), onOpenReview: vi.fn(), onOpenWorker: vi.fn() };
export const command = vi.fn<ReviewViewProps["command"]>(() =>
  Promise.resolve({ kind: "accepted", text: "", journal: 1 }),
);
export const readDiff = vi.fn<ReviewViewProps["readDiff"]>();

export const board = workingRow({
  stage: "review",
  word: "ready",
  status: "ready · checks green on the merged tree · review accepts",
  step: null,
});
export const ready = reviewRow({ since: Date.now() - 60_000 });

let head = "58dbc92aa001";
let run = 0;

/** Before each test: nothing has been asked, the diff can be read, at a desk. */
export async function begin(): Promise<void> {
  vi.clearAllMocks();
  head = "58dbc92aa001";
  // Drafts are kept by run: each test has its own.
  run++;
  readDiff.mockImplementation((of) =>
    Promise.resolve({
      kind: "read",
      value: { run: of, base: "1a2b3c4d5e6f", head, patch: PATCH, isCut: false },
    }),
  );
  await page.viewport(1440, 900);
}

/** A new commit is on the branch. */
export function moveHead(to: string): void {
  head = to;
}

const NOBODY: ReviewViewProps["waiting"] = [];

export function Review(props: Partial<ReviewViewProps>) {
  const review = props.review === undefined ? ready : props.review;
  const ownRun = `R-1.${run}`;
  return (
    <div style={{ height: "100vh", display: "flex", flexDirection: "column" }}>
      <ReviewView
        {...ways}
        ticket={ticketRow()}
        waiting={NOBODY}
        titleOf={(ticket) => `Title of ${ticket}`}
        connection="live"
        command={command}
        readDiff={readDiff}
        {...props}
        board={
          props.board === undefined
            ? { ...board, run: ownRun }
            : props.board && { ...props.board, run: ownRun }
        }
        review={review && { ...review, run: ownRun }}
      />
    </div>
  );
}

export const landButton = () => page.getByRole("button", { name: /^Land/ });

/** Writes a comment on the first changed line of a file. */
export async function comment(path: string, text: string): Promise<void> {
  const file = page.getByRole("region", { name: path, exact: true });
  await file.getByRole("button", { name: "Add a note on the first changed line" }).click();
  await userEvent.fill(file.getByRole("textbox", { name: /^Note on/ }), text);
  await file.getByRole("button", { name: /^Add note/ }).click();
}
