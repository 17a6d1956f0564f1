// A command from a card: busy until the screens show what came of it, and what was refused stays readable.
import { useEffect, useRef, useState } from "react";
import type { CommandInput, CommandName } from "../../../../src/wire/commands.ts";
import { useFeed } from "../../feed/feed-context.tsx";
import type { CommandReply } from "../../feed/request.ts";

export interface Act {
  readonly busy: CommandName | null;
  /** Why the last one was not done. */
  readonly trouble: string | null;
  readonly run: <Name extends CommandName>(name: Name, input: CommandInput<Name>) => Promise<CommandReply>;
  readonly forget: () => void;
}

export function useAct(): Act {
  const feed = useFeed();
  const [state, setState] = useState<Pick<Act, "busy" | "trouble">>({ busy: null, trouble: null });
  const isUnderWay = useRef(false);
  const isMounted = useRef(true);
  useEffect(() => {
    isMounted.current = true;
    return () => {
      isMounted.current = false;
    };
  }, []);
  const set = (next: Pick<Act, "busy" | "trouble">) => {
    if (isMounted.current) setState(next);
  };
  return {
    ...state,
    run: async (name, input) => {
      if (isUnderWay.current)
        return { kind: "refused", code: "busy", message: "The command before this one is still under way." };
      isUnderWay.current = true;
      set({ busy: name, trouble: null });
      const reply = await feed.run(name, input);
      if (reply.kind === "accepted") await feed.whenShown(reply.journal);
      isUnderWay.current = false;
      set({ busy: null, trouble: reply.kind === "refused" ? reply.message : null });
      return reply;
    },
    forget: () => set({ busy: null, trouble: null }),
  };
}
