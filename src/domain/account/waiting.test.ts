// What waits for an account besides workers, and a ticket that allows another model.
import { describe, expect, test } from "vitest";
import { must, type State } from "../state.ts";
import { PLAN, refusal } from "../testing/account-choices.ts";
import { ENGINE, event, given, type Step } from "../testing/given.ts";
import { C1, R11, approve, draft, keyOf, observe, opened, receive, says, start } from "../testing/stories.ts";
import { upTo } from "../testing/ticket-story.ts";

const begin: Step = [
  ...opened,
  { by: ENGINE, command: { type: "account.connect", account: PLAN, name: "your plan", isChosen: false } },
];
const release: Step = { by: ENGINE, command: { type: "account.release", account: PLAN } };

describe("the conversation", () => {
  const refusedTurn = (state: State) =>
    ({
      type: "conversation.observe-refused",
      key: keyOf(state, C1, "deliver-message"),
      conversation: C1,
      n: must(state.conversations, C1).turnCount,
      refusal: refusal(),
    }) as const;

  test("owes its turn again, the same one, when the account is released", () => {
    const parked = given(begin, says("hello")).when(refusedTurn);
    parked.gives(event("account.parked"), event("conversation.turn-parked", { n: 1 })).owes("plan/release#2");
    const resumed = given(begin, says("hello"), refusedTurn, release).when(
      { type: "conversation.go-on", conversation: C1 },
      ENGINE,
    );
    resumed
      .gives(event("conversation.turn-resumed", { n: 1 }))
      .owes("C1/deliver-message#2", "plan/answered#3");
    expect(resumed.state.conversations.get(C1)?.running).toMatchObject({ n: 1, life: 0 });
  });

  test("begins no turn meanwhile, and tries first when the account is released", () => {
    const story: Step = [begin, upTo("working"), observe.refused(), receive("hello")];
    expect(given(story).state.conversations.get(C1)?.running).toBe(null);
    given(story).when({ type: "conversation.begin-turn", conversation: C1 }, ENGINE).givesNothing();
    given(story)
      .when({ type: "account.release", account: PLAN }, ENGINE)
      .owes("C1/begin-turn#0", "plan/answered#3");
  });

  test("lets the user's message go before a report that waits", () => {
    const reporting: Step = [begin, upTo("ready"), { type: "conversation.begin-turn", conversation: C1 }];
    given(reporting, refusedTurn)
      .when(receive("and now?"))
      .gives(event("conversation.message-received"), event("conversation.turn-interrupted"));
  });
});

describe("a ticket that allows another model", () => {
  const allowing: Step = [
    begin,
    draft({ fallbackModel: "smaller" }),
    approve(),
    start(),
    observe.workspace(),
  ];

  test("goes on with it, and says so", () => {
    const { state } = given(allowing)
      .when(observe.refused())
      .gives(
        event("account.parked"),
        event("run.model-changed", {
          run: R11,
          life: 1,
          model: "smaller",
          reason: "it waits for the rate limit of your plan",
        }),
      )
      .owes("R-1.1/run-agent#1", "plan/release#2");
    expect(state.runs.get(R11)).toMatchObject({
      stage: { name: "working" },
      fallbackModel: "smaller",
      lostCount: 0,
    });
  });

  test("waits when that one is refused too, and then begins with its own", () => {
    const { state } = given(allowing, observe.refused()).when(observe.refused()).gives(event("run.parked"));
    expect(state.runs.get(R11)?.fallbackModel).toBe(null);
  });

  test("does not help against a sign-in that is refused", () => {
    given(allowing)
      .when(observe.refused({ refusal: refusal({ cause: "auth" }) }))
      .gives(event("account.parked"), event("run.parked"));
  });

  test("never another model without it", () => {
    const { state } = given(begin, upTo("working")).when(observe.refused());
    expect(state.runs.get(R11)?.fallbackModel).toBe(null);
  });
});
