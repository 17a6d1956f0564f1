// The page's entry: what every screen stands in.
import "../ui/theme.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ToastRegion } from "../ui/toast.tsx";
import { makeRouter } from "./router.tsx";
import { followSystemTheme } from "./theme.ts";

const TOOLTIP_DELAY_MS = 500;

followSystemTheme();
const router = makeRouter();
const root = document.querySelector("#root");
// index.html of this folder's parent has it; without it there is no page to show anything on.
if (root)
  createRoot(root).render(
    <StrictMode>
      {/* The server's policy forbids style elements that scripts make. */}
      <CSPProvider disableStyleElements>
        <Tooltip.Provider delay={TOOLTIP_DELAY_MS}>
          <RouterProvider router={router} />
          <ToastRegion />
        </Tooltip.Provider>
      </CSPProvider>
    </StrictMode>,
  );
