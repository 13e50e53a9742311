/** The frame of pages before one is in. */

import type { ReactNode } from "react";
import { chooseLocale, useLocale } from "../i18n/locale";

export function Outside({ children }: { children: ReactNode }) {
  const language = useLocale();
  const other = language === "en" ? "es" : "en";
  return (
    <main className="outside">
      <div className="outside-box">
        <div className="row apart">
          <span className="brand">
            <img src={`${import.meta.env.BASE_URL}flame.svg`} alt="" />
            Inferno Bank
          </span>
          <button type="button" className="button plain" lang={other} onClick={() => chooseLocale(other)}>
            {other === "es" ? "Español" : "English"}
          </button>
        </div>
        {children}
      </div>
    </main>
  );
}
