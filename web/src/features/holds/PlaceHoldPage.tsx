import { useQueries } from "@tanstack/react-query";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { typedAs } from "../../api/money";
import { accounts, cards } from "../../api/reads";
import { useSubmission } from "../../api/submission";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Continue } from "../../ui/Continue";
import { Empty } from "../../ui/Empty";
import { MoneyField, SelectField, TextField, amountOf, optional, useFields } from "../../ui/fields";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { texts as shared } from "../../ui/formWords";
import { When } from "../../ui/When";
import { texts } from "./words";

type Command = Schemas["PlaceHoldRequest"];
/** What money can be held on. */
type Place = { id: string; kind: "accountId" | "cardId"; name: string; currency: string; available: string };

const DAYS = { "1": "day", "7": "week", "30": "month" } as const;
const A_DAY_MS = 24 * 3600 * 1000;

export default function PlaceHoldPage() {
  const say = useWords(texts);
  const [own, ownCards] = useQueries({ queries: [accounts, cards] });
  const places: Place[] | undefined = own.data && ownCards.data && [
    ...own.data.filter((each) => each.status === "OPEN").map((each) => ({ ...each, id: each.accountId, kind: "accountId" as const, name: `${say[each.type]} ··${each.accountNumber.slice(-4)}` })),
    ...ownCards.data.filter((each) => each.status === "ACTIVATED").map((each) => ({ ...each, id: each.cardId, kind: "cardId" as const, name: `${say[each.type]} ··${each.last4}` })),
  ];
  const again = () => Promise.all([own.refetch(), ownCards.refetch()]) as never;
  return (
    <Page title={say.place} back="/holds">
      <div className="columns">
        <Panel>
          <Loaded query={{ data: places, error: own.error ?? ownCards.error, refetch: again }}>
            {(all) =>
              all.length === 0 ? <Empty icon="accounts" title={say.noAccount} action={<ButtonLink to="/accounts/new">{say.openAccount}</ButtonLink>} /> : <PlaceHold places={all} />
            }
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}

function PlaceHold({ places }: { places: Place[] }) {
  const say = useWords(texts);
  const submission = useSubmission("place-hold", {
    preview: (body: Command) => ask(api.POST("/holds", { params: { query: { dryRun: true } }, body })),
    send: (body: Command, key) => ask(api.POST("/holds", { params: { header: { "Idempotency-Key": key } }, body })),
  });
  const placeOf = (command: Command) => places.find((each) => each.id === (command.accountId ?? command.cardId));
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.placeConfirm}
      fill={(command, busy) => <Form places={places} before={command} chosen={command && placeOf(command)} busy={busy} onContinue={(asked) => void submission.form.review(asked)} />}
      review={(command, after) => [
        [say.on, placeOf(command)?.name],
        [say.amount, <Money key="amount" amount={command.amount} currency={after.currency} />],
        [say.until, <When key="until" at={command.expiresAt} />],
        [say.reference, command.reference],
        [say.after, <Money key="after" amount={after.available} currency={after.currency} />],
      ]}
      done={(after) => (
        <>
          <Facts facts={[[say.available, <Money key="after" amount={after.available} currency={after.currency} />]]} />
          <ButtonLink kinds={["primary"]} to={`/holds/${after.holdId}`}>
            {say.toHold}
          </ButtonLink>
        </>
      )}
    />
  );
}

interface Told {
  places: Place[];
  before?: Command;
  chosen?: Place;
  busy: boolean;
  onContinue: (command: Command) => void;
}

function Form({ places, before, chosen, busy, onContinue }: Told) {
  const say = useWords(texts);
  const sharedSay = useWords(shared);
  const language = useLocale();
  const currencyOf = (id: string) => places.find((each) => each.id === id)?.currency ?? "USD";
  const schema = z.pipe(
    z.object({ on: z.string(), amount: z.string(), days: z.enum(["1", "7", "30"]), reference: optional(64) }),
    z.transform((typed, context) => {
      const amount = z.safeParse(amountOf(currencyOf(typed.on), language), typed.amount);
      if (!amount.success) context.issues.push({ code: "custom", message: amount.error.issues[0]?.message ?? "empty", path: ["amount"], input: typed.amount });
      return { ...typed, amount: amount.data ?? "" };
    }),
  );
  const form = useFields(schema, {
    on: chosen?.id ?? places[0]?.id ?? "",
    amount: before ? typedAs(before.amount, language) : "",
    days: "7" as const,
    reference: before?.reference ?? "",
  });
  const currency = currencyOf(form.watch("on"));
  const send = form.handleSubmit(({ on, amount, days, reference }) => {
    const expiresAt = new Date(Date.now() + Number(days) * A_DAY_MS).toISOString();
    const kind = places.find((each) => each.id === on)?.kind ?? "accountId";
    onContinue({ [kind]: on, amount, expiresAt, ...(reference && { reference }) });
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <SelectField form={form} name="on" label={say.on}>
        {places.map((each) => (
          <option key={each.id} value={each.id}>
            {each.name} · {money(each.available, each.currency, language)}
          </option>
        ))}
      </SelectField>
      <MoneyField form={form} name="amount" label={say.amount} currency={currency} />
      <SelectField form={form} name="days" label={say.days}>
        {Object.entries(DAYS).map(([days, text]) => (
          <option key={days} value={days}>
            {say[text]}
          </option>
        ))}
      </SelectField>
      <TextField form={form} name="reference" label={sharedSay.note} hint={sharedSay.noteHint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
