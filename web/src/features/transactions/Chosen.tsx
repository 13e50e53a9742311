/** What was typed to narrow the list, one chip each: a click takes it away. */

import { Link, useSearchParams } from "react-router";
import { date, money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Icon } from "../../ui/Icon";
import { kinds } from "../../ui/transactions";
import { type Filters, TYPED } from "./filters";
import { texts } from "./words";

export function Chosen({ filters, currency }: { filters: Filters; currency: string }) {
  const say = useWords(texts);
  const language = useLocale();
  const [search] = useSearchParams();
  const told: Record<(typeof TYPED)[number], (value: string) => string> = {
    text: (value) => `“${value}”`,
    from: (value) => say.since(date(value, "day", language)),
    to: (value) => say.until(date(value, "day", language)),
    min: (value) => say.least(money(value, currency, language)),
    max: (value) => say.most(money(value, currency, language)),
    kind: (value) => kinds(language).find((each) => each.value === value)?.text ?? value,
  };
  const without = (names: readonly string[]) => {
    const next = new URLSearchParams(search);
    for (const name of names) next.delete(name);
    return `?${next}`;
  };
  const chosen = TYPED.filter((name) => filters[name]);
  if (chosen.length === 0) return null;
  return (
    <nav className="chips" aria-label={say.chosen}>
      {chosen.map((name) => {
        const text = told[name](filters[name]);
        return (
          <Link key={name} className="chip" to={without([name])} replace aria-label={say.takeAway(text)}>
            <bdi>{text}</bdi>
            <Icon name="close" size={16} />
          </Link>
        );
      })}
      {chosen.length > 1 && (
        <Link className="chip" to={without(TYPED)} replace>
          {say.clear}
        </Link>
      )}
    </nav>
  );
}
