// Renders a part of the page as the app does: with the theme, tooltips and toasts around it, at each `rerender`, too.
import "../theme.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactNode } from "react";
import { render } from "vitest-browser-react";
import { ToastRegion } from "../toast.tsx";

export function show(content: ReactNode) {
  return render(content, { wrapper: Around });
}

function Around({ children }: { readonly children: ReactNode }) {
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider>
        {children}
        <ToastRegion />
      </Tooltip.Provider>
    </CSPProvider>
  );
}
