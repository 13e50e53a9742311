/** Send money from one account to another: an own one, a payee's, or somebody else's by name and number, which are checked. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { typedAs } from "../../api/money";
import { accounts, payees } from "../../api/reads";
import { useSubmission } from "../../api/submission";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Continue } from "../../ui/Continue";
import { Empty } from "../../ui/Empty";
import { ChoiceField, MoneyField, SelectField, TextField, amountOf, optional, useFields } from "../../ui/fields";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { AccountChoice } from "./AccountChoice";
import { KeepPayee } from "./KeepPayee";
import { texts } from "./words";

type Account = Schemas["BankAccountReply"];
type Command = Schemas["TransferRequest"];
type Payee = Schemas["PayeeReply"];
type Checked = Schemas["TransferMade"] & { holder: Schemas["NameCheckReply"] | undefined };
type Whom = "own" | "payee" | "other" | "bank";

/** What would happen; before that, who holds the account whose number was typed. */
async function preview(body: Command): Promise<Checked> {
  const { toAccountNumber: accountNumber, name } = body;
  const holder = accountNumber && name ? await ask(api.POST("/api/v1/payees/check", { body: { name, accountNumber } })) : undefined;
  const made = await ask(api.POST("/api/v1/transactions/transfer", { params: { query: { dryRun: true } }, body }));
  return { ...made, holder };
}

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
  const kept = useQuery(payees).data ?? [];
  const submission = useSubmission(`transfer:${account.accountId}`, {
    preview,
    send: (body: Command, key, consent) =>
      ask(api.POST("/api/v1/transactions/transfer", { params: { header: { "Idempotency-Key": key, "Payment-Authorization": consent } }, body })),
  });
  const nameOf = (command: Command) => {
    const own = others.find((each) => each.accountId === command.toAccountId);
    if (command.external) return `${command.external.name} ··${command.external.accountNumber.slice(-4)}`;
    const payee = kept.find((each) => each.payeeId === command.payeeId);
    if (own) return say.accountName(own.type, own.accountNumber.slice(-4));
    return payee ? `${payee.name} ··${payee.last4}` : `${command.name} ${command.toAccountNumber}`;
  };
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command, busy) => <Form key={kept.length} account={account} others={others} kept={kept} before={command} busy={busy} onContinue={(wanted) => void submission.form.review(wanted)} />}
      review={(command, preview) => [
        [say.from, say.accountName(account.type, account.accountNumber.slice(-4))],
        [say.to, nameOf(command)],
        [say.holder, preview.holder && <Held key="held" check={preview.holder} />],
        [say.way, command.external && say[wayOf(command.external)]],
        [say.amount, <Money key="amount" amount={command.amount} currency={account.currency} />],
        [say.message, command.messageToPayee],
        [say.description, command.description],
        [say.after, <Money key="after" amount={preview.balance} currency={preview.currency} />],
      ]}
      done={(made, command) => (
        <>
          {made.status === "UNDER_REVIEW" && <p>{say.held}</p>}
          {made.status === "BALANCE_RESERVED" && <p>{made.type === "external" ? say.waits : say.inLine}</p>}
          <ButtonLink kinds={["primary"]} to={`/transfers/${made.transactionId}`}>
            {say.receipt}
          </ButtonLink>
          {command.name && command.toAccountNumber && !command.acceptNoMatch && <KeepPayee name={command.name} accountNumber={command.toAccountNumber} />}
        </>
      )}
    />
  );
}

function Held({ check }: { check: Schemas["NameCheckReply"] }) {
  const say = useWords(texts);
  return <strong className={check.result === "NO_MATCH" ? "bad" : undefined}>{check.name ? say.heldBy(check.name) : say[check.result]}</strong>;
}

const wayOf = (to: Schemas["ExternalAccount"]) => (to.network === "wire" ? "wire" : to.sameDay ? "sameDay" : "ach");

interface Told {
  account: Account;
  others: Account[];
  kept: Payee[];
  before?: Command;
  busy: boolean;
  onContinue: (command: Command) => void;
}

function Form({ account, others, kept, before, busy, onContinue }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  // The networks to other banks carry dollars alone.
  const abroad = account.currency === "USD" ? (["bank"] as const) : [];
  const ways: Whom[] = [...(others.length ? (["own"] as const) : []), ...(kept.length ? (["payee"] as const) : []), "other", ...abroad];
  const [whom, setWhom] = useState<Whom>(before?.external ? "bank" : before?.toAccountNumber ? "other" : before?.payeeId ? "payee" : (ways[0] ?? "other"));
  const isBank = whom === "bank";
  const schema = z.object({
    whom: z.string(),
    own: z.string(),
    payee: z.string(),
    name: whom === "other" ? z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(100, "tooLong")) : z.string(),
    acceptNoMatch: z.boolean(),
    number: whom === "other" ? z.string().check(z.trim(), z.regex(/^\d{12}$/, say.numberWrong)) : z.string(),
    routing: isBank ? z.string().check(z.trim(), z.regex(/^\d{9}$/, say.routingWrong)) : z.string(),
    bankNumber: isBank ? z.string().check(z.trim(), z.regex(/^\d{4,17}$/, say.bankNumberWrong)) : z.string(),
    bankName: isBank ? z.string().check(z.trim(), z.minLength(1, say.bankNameWrong)) : z.string(),
    way: z.string(),
    amount: amountOf(account.currency, language),
    message: optional(140),
    description: optional(140),
  });
  const form = useFields(schema, {
    whom,
    own: before?.toAccountId ?? others[0]?.accountId ?? "",
    payee: before?.payeeId ?? kept[0]?.payeeId ?? "",
    name: before?.name ?? "",
    acceptNoMatch: before?.acceptNoMatch ?? false,
    number: before?.toAccountNumber ?? "",
    routing: before?.external?.routingNumber ?? "",
    bankNumber: before?.external?.accountNumber ?? "",
    bankName: before?.external?.name ?? "",
    way: before?.external ? wayOf(before.external) : "ach",
    amount: before ? typedAs(before.amount, language) : "",
    message: before?.messageToPayee ?? "",
    description: before?.description ?? "",
  });
  const chosen = form.watch("whom") as Whom;
  if (chosen !== whom) setWhom(chosen);
  const send = form.handleSubmit(({ own, payee, name, acceptNoMatch, number, routing, bankNumber, bankName, way, amount, message, description }) =>
    onContinue({
      fromAccountId: account.accountId,
      ...(whom === "own" && { toAccountId: own }),
      ...(whom === "payee" && { payeeId: payee }),
      ...(whom === "other" && { toAccountNumber: number, name, acceptNoMatch }),
      ...(isBank && {
        external: { routingNumber: routing, accountNumber: bankNumber, name: bankName, network: way === "wire" ? "wire" : "ach", sameDay: way === "sameDay" },
      }),
      amount,
      ...(message && !isBank && { messageToPayee: message }),
      ...(description && { description }),
    }),
  );
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      {ways.length > 1 && <ChoiceField form={form} name="whom" label={say.whom} choices={ways.map((value) => ({ value, text: say[value] }))} />}
      {isBank && (
        <>
          <TextField form={form} name="bankName" label={say.bankName} />
          <TextField form={form} name="routing" label={say.routing} hint={say.routingHint} inputMode="numeric" />
          <TextField form={form} name="bankNumber" label={say.bankNumber} inputMode="numeric" />
          <SelectField form={form} name="way" label={say.way}>
            {(["ach", "sameDay", "wire"] as const).map((each) => (
              <option key={each} value={each}>
                {say[each]}
              </option>
            ))}
          </SelectField>
        </>
      )}
      {whom === "own" && (
        <SelectField form={form} name="own" label={say.to}>
          {others.map((each) => (
            <option key={each.accountId} value={each.accountId}>
              {say.accountName(each.type, each.accountNumber.slice(-4))}
            </option>
          ))}
        </SelectField>
      )}
      {whom === "payee" && (
        <SelectField form={form} name="payee" label={say.to}>
          {kept.map((each) => (
            <option key={each.payeeId} value={each.payeeId}>
              {each.name} ··{each.last4}
            </option>
          ))}
        </SelectField>
      )}
      {whom === "other" && (
        <>
          <TextField form={form} name="name" label={say.name} hint={say.nameHint} />
          <TextField form={form} name="number" label={say.number} hint={say.numberHint} inputMode="numeric" />
          <label className="row">
            <input type="checkbox" {...form.register("acceptNoMatch")} />
            {say.acceptNoMatch}
          </label>
        </>
      )}
      <MoneyField form={form} name="amount" label={say.amount} currency={account.currency} hint={<>{say.available}: <Money amount={account.available} currency={account.currency} /></>} />
      {!isBank && <TextField form={form} name="message" label={say.message} hint={say.messageHint} />}
      <TextField form={form} name="description" label={say.description} hint={say.descriptionHint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
