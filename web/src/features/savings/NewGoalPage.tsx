import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { typedAs } from "../../api/money";
import { useSubmission } from "../../api/submission";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { MoneyField, SelectField, TextField, amountOf, required, useFields } from "../../ui/fields";
import { Continue } from "../../ui/Continue";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { WithWallet } from "../../ui/WithWallet";
import { When } from "../../ui/When";
import { texts } from "./words";

type Command = Schemas["GoalRequest"];

export default function NewGoalPage() {
  const say = useWords(texts);
  return (
    <Page title={say.new} back="/savings">
      <div className="columns">
        <Panel>
          <WithWallet label={say.wallet} none={say.noWallet}>
            {(wallet) => <NewGoal key={wallet.walletId} wallet={wallet} />}
          </WithWallet>
        </Panel>
      </div>
    </Page>
  );
}

function NewGoal({ wallet: { walletId, currency } }: { wallet: Schemas["Wallet"] }) {
  const say = useWords(texts);
  const submission = useSubmission(`goal:${walletId}`, {
    preview: async () => null,
    send: (body: Command, key) => ask(api.POST("/savings-goal", { params: { header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command) => <Form currency={currency} before={command} onContinue={(asked) => void submission.form.review({ walletId, ...asked })} />}
      review={(command) => [
        [say.name, command.name],
        [say.target, <Money key="target" amount={command.target} currency={currency} />],
        [say.by, <When key="by" at={command.targetDate} how="day" />],
        [say.wallet, say.walletName(currency, walletId.slice(-4))],
        [say.contribution, command.contribution && <span key="each"><Money amount={command.contribution.amount} currency={currency} /> · {say[command.contribution.every ?? "MONTH"]}</span>],
      ]}
      done={(goal) => (
        <>
          <p>{say.set}</p>
          <ButtonLink kinds={["primary"]} to={`/savings/${goal.goalId}`}>
            {say.toGoal}
          </ButtonLink>
        </>
      )}
    />
  );
}

const tomorrow = () => new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10);

function Form({ currency, before, onContinue }: { currency: string; before?: Command; onContinue: (goal: Omit<Command, "walletId">) => void }) {
  const say = useWords(texts);
  const language = useLocale();
  const schema = z.pipe(
    z.object({
      name: required(100),
      target: amountOf(currency, language),
      targetDate: z.string().check(z.refine((day) => day >= tomorrow(), "day")),
      every: z.enum(["NONE", "WEEK", "MONTH"]),
      amount: z.string(),
    }),
    z.transform(({ every, amount, ...goal }, context) => {
      if (every === "NONE") return goal;
      const read = z.safeParse(amountOf(currency, language), amount);
      if (!read.success) context.issues.push({ code: "custom", message: read.error.issues[0]?.message ?? "empty", path: ["amount"], input: amount });
      return { ...goal, contribution: { amount: read.data ?? "", every } };
    }),
  );
  const given = before?.contribution;
  const form = useFields(schema, {
    name: before?.name ?? "",
    target: before ? typedAs(before.target, language) : "",
    targetDate: before?.targetDate ?? "",
    every: given ? (given.every ?? "MONTH") : "MONTH",
    amount: given ? typedAs(given.amount, language) : "",
  });
  const regular = form.watch("every") !== "NONE";
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(onContinue)(event)}>
      <TextField form={form} name="name" label={say.name} />
      <MoneyField form={form} name="target" label={say.target} currency={currency} />
      <TextField form={form} name="targetDate" label={say.by} type="date" min={tomorrow()} />
      <SelectField form={form} name="every" label={say.regular}>
        {(["MONTH", "WEEK", "NONE"] as const).map((each) => (
          <option key={each} value={each}>
            {say[each]}
          </option>
        ))}
      </SelectField>
      {regular && <MoneyField form={form} name="amount" label={say.contribution} currency={currency} />}
      <div className="row">
        <Continue />
      </div>
    </form>
  );
}
