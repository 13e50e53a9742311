import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/shell.css";
import "../styles/ui.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";
import { queries } from "../api/queries";
import { resume } from "../api/session";
import { locale, speak } from "../i18n/locale";
import { loadProblems } from "../i18n/problems";
import { router } from "./router";

speak(locale());
// Whether somebody is signed in is known before the first page is drawn; without an answer the sign-in page says why.
void resume().catch(() => undefined);
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
addEventListener("load", () => setTimeout(() => void loadProblems(locale()).catch(() => undefined), 1000));
