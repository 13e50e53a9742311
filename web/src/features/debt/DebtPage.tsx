import { useMutation } from "@tanstack/react-query";
import { useFieldArray } from "react-hook-form";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { MoneyField, CurrencyField, TextField, amountOf, rateOf, required, useFields } from "../../ui/fields";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Plans } from "./Plans";
import { texts } from "./words";

const EMPTY = { name: "", balance: "", interestRate: "", minimumPayment: "" };
const MOST = 20;

export default function DebtPage() {
  const say = useWords(texts);
  const plan = useMutation({ mutationFn: (body: Schemas["OptimiseRequest"]) => ask(api.POST("/debt/optimise", { body })) });
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <Panel>
        <Form busy={plan.isPending} onCompare={(asked) => plan.mutate(asked)} />
      </Panel>
      {plan.error instanceof Failure && <Refused failure={plan.error} currency={plan.variables?.currency ?? "USD"} />}
      {plan.data && <Plans plans={plan.data} owed={(plan.variables?.loans ?? []).map((each) => each.balance)} />}
    </Page>
  );
}

function Refused({ failure, currency }: { failure: Failure; currency: string }) {
  const say = useWords(texts);
  const language = useLocale();
  const needed = failure.problem?.requiredBudget;
  return (
    <FailureNote failure={failure} focus>
      {typeof needed === "string" && <p>{say.needed(money(needed, currency, language))}</p>}
    </FailureNote>
  );
}

function Form({ busy, onCompare }: { busy: boolean; onCompare: (asked: Schemas["OptimiseRequest"]) => void }) {
  const say = useWords(texts);
  const language = useLocale();
  // The currency is chosen in the same form: amounts are read by it when the form is sent.
  const schema = z.pipe(
    z.object({
      currency: z.string(),
      monthlyBudget: z.string(),
      loans: z.array(z.object({ name: required(100), balance: z.string(), interestRate: rateOf(language), minimumPayment: z.string() })),
    }),
    z.transform(({ currency, monthlyBudget, loans }, context) => {
      const read = (typed: string, path: (string | number)[]): string => {
        const amount = z.safeParse(amountOf(currency, language), typed);
        if (!amount.success) context.issues.push({ code: "custom", message: amount.error.issues[0]?.message ?? "empty", path, input: typed });
        return amount.data ?? "";
      };
      return {
        currency,
        monthlyBudget: read(monthlyBudget, ["monthlyBudget"]),
        loans: loans.map(({ name, balance, interestRate, minimumPayment }, index) => {
          if (loans.findIndex((each) => each.name === name) < index) context.issues.push({ code: "custom", message: say.twice, path: ["loans", index, "name"], input: name });
          const least = minimumPayment.trim() && read(minimumPayment, ["loans", index, "minimumPayment"]);
          return { name, interestRate, balance: read(balance, ["loans", index, "balance"]), ...(least && { minimumPayment: least }) };
        }),
      };
    }),
  );
  const form = useFields(schema, { currency: "USD", monthlyBudget: "", loans: [EMPTY, EMPTY] });
  const rows = useFieldArray({ control: form.control, name: "loans" });
  const currency = form.watch("currency");
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(onCompare)(event)}>
      <CurrencyField form={form} name="currency" label={say.currency} />
      {rows.fields.map((row, index) => (
        <fieldset key={row.id} className="field stack debt">
          <legend>{say.loan(index + 1)}</legend>
          <div className="pair">
            <TextField form={form} name={`loans.${index}.name`} label={say.name} />
            <MoneyField form={form} name={`loans.${index}.balance`} label={say.balance} currency={currency} />
            <TextField form={form} name={`loans.${index}.interestRate`} label={say.rate} inputMode="decimal" />
            <MoneyField form={form} name={`loans.${index}.minimumPayment`} label={say.minimum} currency={currency} />
          </div>
          {rows.fields.length > 1 && (
            <div>
              <Button kinds={["plain"]} aria-label={`${say.remove}: ${say.loan(index + 1)}`} onClick={() => rows.remove(index)}>
                {say.remove}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      {rows.fields.length < MOST && (
        <div>
          <Button onClick={() => rows.append(EMPTY)}>{say.add}</Button>
        </div>
      )}
      <MoneyField form={form} name="monthlyBudget" label={say.budget} currency={currency} />
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={busy}>
          {busy ? say.looking : say.submit}
        </Button>
      </div>
    </form>
  );
}
