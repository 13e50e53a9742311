/** Send money from one account to another: to an own one that is chosen, or to somebody else's by its number. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { typedAs } from "../../api/money";
import { accounts } from "../../api/reads";
import { useSubmission } from "../../api/submission";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { ChoiceField, MoneyField, SelectField, TextField, amountOf, optional, useFields } from "../../ui/fields";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { AccountChoice } from "./AccountChoice";
import { texts } from "./words";

type Account = Schemas["BankAccountReply"];
type Command = Schemas["TransferRequest"];

export default function SendPage() {
  const say = useWords(texts);
  const [search, setSearch] = useSearchParams();
  return (
    <Page title={say.send} back="/transfers">
      <div className="columns">
        <Panel>
          <Loaded query={useQuery(accounts)}>
            {(all) => {
              const open = all.filter((each) => each.status !== "CLOSED");
              const account = open.find((each) => each.accountId === search.get("account")) ?? open[0];
              if (!account) {
                return (
                  <Empty icon="accounts" title={say.noAccount} action={<ButtonLink kinds={["primary"]} to="/accounts/new">{say.openAccount}</ButtonLink>}>
                    {say.noAccountText}
                  </Empty>
                );
              }
              return (
                <>
                  {open.length > 1 && <AccountChoice label={say.from} accounts={open} chosen={account.accountId} onChoose={(id) => setSearch({ account: id }, { replace: true })} />}
                  <Send key={account.accountId} account={account} others={open.filter((each) => each.accountId !== account.accountId && each.currency === account.currency)} />
                </>
              );
            }}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}

function Send({ account, others }: { account: Account; others: Account[] }) {
  const say = useWords(texts);
  const submission = useSubmission(`transfer:${account.accountId}`, {
    preview: (body: Command) => ask(api.POST("/api/v1/transactions/transfer", { params: { query: { dryRun: true } }, body })),
    send: (body: Command, key, consent) =>
      ask(api.POST("/api/v1/transactions/transfer", { params: { header: { "Idempotency-Key": key, "Payment-Authorization": consent } }, body })),
  });
  const nameOf = (command: Command) => {
    const own = others.find((each) => each.accountId === command.toAccountId);
    return own ? say.accountName(own.type, own.accountNumber.slice(-4)) : command.toAccountNumber;
  };
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command, busy) => <Form account={account} others={others} before={command} busy={busy} onContinue={(wanted) => void submission.form.review(wanted)} />}
      review={(command, preview) => [
        [say.from, say.accountName(account.type, account.accountNumber.slice(-4))],
        [say.to, nameOf(command)],
        [say.amount, <Money key="amount" amount={command.amount} currency={account.currency} />],
        [say.message, command.messageToPayee],
        [say.description, command.description],
        [say.after, <Money key="after" amount={preview.balance} currency={preview.currency} />],
      ]}
      done={(made) => (
        <>
          {made.status === "UNDER_REVIEW" && <p>{say.held}</p>}
          <ButtonLink kinds={["primary"]} to={`/transfers/${made.transactionId}`}>
            {say.receipt}
          </ButtonLink>
        </>
      )}
    />
  );
}

interface Told {
  account: Account;
  others: Account[];
  before?: Command;
  busy: boolean;
  onContinue: (command: Command) => void;
}

function Form({ account, others, before, busy, onContinue }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const [whom, setWhom] = useState<"own" | "other">(before?.toAccountNumber || others.length === 0 ? "other" : "own");
  const schema = z.object({
    whom: z.string(),
    own: z.string(),
    number: whom === "other" ? z.string().check(z.trim(), z.regex(/^\d{12}$/, say.numberWrong)) : z.string(),
    amount: amountOf(account.currency, language),
    message: optional(140),
    description: optional(140),
  });
  const form = useFields(schema, {
    whom,
    own: before?.toAccountId ?? others[0]?.accountId ?? "",
    number: before?.toAccountNumber ?? "",
    amount: before ? typedAs(before.amount, language) : "",
    message: before?.messageToPayee ?? "",
    description: before?.description ?? "",
  });
  const chosen = form.watch("whom") as "own" | "other";
  if (chosen !== whom) setWhom(chosen);
  const send = form.handleSubmit(({ own, number, amount, message, description }) =>
    onContinue({
      fromAccountId: account.accountId,
      ...(whom === "own" ? { toAccountId: own } : { toAccountNumber: number }),
      amount,
      ...(message && { messageToPayee: message }),
      ...(description && { description }),
    }),
  );
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      {others.length > 0 && (
        <ChoiceField form={form} name="whom" label={say.whom} choices={[{ value: "own", text: say.toOwn }, { value: "other", text: say.toOther }]} />
      )}
      {whom === "own" ? (
        <SelectField form={form} name="own" label={say.to}>
          {others.map((each) => (
            <option key={each.accountId} value={each.accountId}>
              {say.accountName(each.type, each.accountNumber.slice(-4))}
            </option>
          ))}
        </SelectField>
      ) : (
        <TextField form={form} name="number" label={say.number} hint={say.numberHint} inputMode="numeric" />
      )}
      <MoneyField form={form} name="amount" label={say.amount} currency={account.currency} hint={<>{say.available}: <Money amount={account.available} currency={account.currency} /></>} />
      <TextField form={form} name="message" label={say.message} hint={say.messageHint} />
      <TextField form={form} name="description" label={say.description} hint={say.descriptionHint} />
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={busy}>
          {busy ? say.looking : say.continue}
        </Button>
      </div>
    </form>
  );
}
