/** What to look for: words at once, days, amounts and kind behind a line that opens. It goes into the page's address. */

import { useSearchParams } from "react-router";
import * as z from "zod/mini";
import { toMinor, typedAs } from "../../api/money";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { amountOf, MoneyField, optional, SelectField, TextField, useFields } from "../../ui/fields";
import { kinds } from "../../ui/transactions";
import { type Filters, TYPED } from "./filters";
import { texts } from "./words";

export function FilterForm({ filters, currency }: { filters: Filters; currency: string }) {
  const say = useWords(texts);
  const language = useLocale();
  const [search, setSearch] = useSearchParams();
  const amount = amountOf(currency, language, { orNone: true });
  const schema = z.object({ text: optional(140), from: z.string(), to: z.string(), min: amount, max: amount, kind: z.string() }).check(
    z.refine(({ from, to }) => !from || !to || from <= to, { error: say.dayOrder, path: ["to"] }),
    z.refine(({ min, max }) => !min || !max || toMinor(min, currency) <= toMinor(max, currency), { error: say.amountOrder, path: ["max"] }),
  );
  const { text, from, to, min, max, kind } = filters;
  const form = useFields(schema, { text, from, to, min: typedAs(min, language), max: typedAs(max, language), kind });
  const look = form.handleSubmit((typed) => {
    const next = new URLSearchParams(search);
    for (const name of TYPED) {
      if (typed[name]) next.set(name, typed[name]);
      else next.delete(name);
    }
    if (typed.from || typed.to) next.delete("period");
    setSearch(next);
  });
  return (
    <form className="stack" role="search" noValidate onSubmit={(event) => void look(event)}>
      <div className="search-row">
        <TextField form={form} name="text" label={say.search} hint={say.searchHint} type="search" />
        <Button type="submit" kinds={["primary"]}>
          {say.find}
        </Button>
      </div>
      <details className="folded" open={Object.keys(form.formState.errors).length > 0 || undefined}>
        <summary>{say.more}</summary>
        <div className="fields-row">
          <TextField form={form} name="from" label={say.from} type="date" />
          <TextField form={form} name="to" label={say.to} type="date" />
          <MoneyField form={form} name="min" label={say.min} currency={currency} />
          <MoneyField form={form} name="max" label={say.max} currency={currency} />
          <SelectField form={form} name="kind" label={say.kind}>
            <option value="">{say.anyKind}</option>
            {kinds(language).map((each) => (
              <option key={each.value} value={each.value}>
                {each.text}
              </option>
            ))}
          </SelectField>
        </div>
      </details>
    </form>
  );
}
