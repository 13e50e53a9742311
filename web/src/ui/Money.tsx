/** An amount as the reader's language writes it, and nothing rounded. */

import { money } from "../i18n/format";
import { useLocale } from "../i18n/locale";

export function Money({ amount, currency, direction }: { amount: string; currency: string; direction?: "in" | "out" }) {
  const written = money(amount, currency, useLocale());
  const sign = direction === "in" ? "+" : direction === "out" ? "\u2212" : "";
  return (
    <span className={direction === "in" ? "money in" : "money"} dir="ltr">
      {sign + written}
    </span>
  );
}
