import { useQueries, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client";
import { toDecimal, toMinor } from "../../api/money";
import { accounts, cards, flat, profile, wallets } from "../../api/reads";
import { currentSession } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { plural, useWords, words } from "../../i18n/words";
import { BankCard } from "../../ui/BankCard";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Line, List } from "../../ui/List";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { titleOf, useTransactions } from "../../ui/transactions";
import { When } from "../../ui/When";

const texts = words(
  {
    hello: (name: string) => `Good to see you, ${name}`,
    helloPlain: "Good to see you",
    available: "Available to you",
    held: "Held back",
    owed: "Used on credit",
    across: (count: number) => plural("en", count, { one: "In one place", other: "In # places" }),
    accounts: "Accounts",
    cards: "Cards",
    wallets: "Wallets",
    checking: "Checking account",
    savings: "Savings account",
    wallet: "Wallet",
    all: "See all",
    latest: "Latest on your debit card",
    openFirst: "Open your first account",
    noAccount: "Nothing here yet",
    noAccountText: "An account keeps your money and says where it went. It is open in a minute.",
    pay: "Pay",
    attention: "For your attention",
    frozen: (number: string) => `Account ${number} is frozen: please contact us`,
    inactive: "Your credit card becomes active with your tenth completed transaction",
  },
  {
    hello: (name: string) => `Qué bien verte, ${name}`,
    helloPlain: "Qué bien verte",
    available: "Disponible para ti",
    held: "Retenido",
    owed: "Usado a crédito",
    across: (count: number) => plural("es", count, { one: "En un lugar", other: "En # lugares" }),
    accounts: "Cuentas",
    cards: "Tarjetas",
    wallets: "Monederos",
    checking: "Cuenta corriente",
    savings: "Cuenta de ahorro",
    wallet: "Monedero",
    all: "Ver todo",
    latest: "Lo último en tu tarjeta de débito",
    openFirst: "Abre tu primera cuenta",
    noAccount: "Aquí no hay nada todavía",
    noAccountText: "Una cuenta guarda tu dinero y dice adónde fue. Se abre en un minuto.",
    pay: "Pagar",
    attention: "Requiere tu atención",
    frozen: (number: string) => `La cuenta ${number} está congelada: ponte en contacto con nosotros`,
    inactive: "Tu tarjeta de crédito se activa con tu décima transacción completada",
  },
);

const SHOWN = 4;
const LATEST = 5;

export default function HomePage() {
  const say = useWords(texts);
  const session = currentSession();
  const name = useQuery(profile(session.state === "in" ? session.userId : "")).data?.name;
  const [own, ownCards, ownWallets] = useQueries({ queries: [accounts, cards, wallets] });
  const everything = { data: together(own.data, ownCards.data, ownWallets.data), error: own.error ?? ownCards.error ?? ownWallets.error };
  const again = () => Promise.all([own.refetch(), ownCards.refetch(), ownWallets.refetch()]);

  return (
    <Page
      title={name ? say.hello(name) : say.helloPlain}
      actions={
        <ButtonLink kinds={["primary"]} to="/payments/new">
          {say.pay}
        </ButtonLink>
      }
    >
      <Loaded query={{ ...everything, refetch: again as never }} rows={6}>
        {(all) => (
          <div className="columns">
            <div className="stack">
              <Available all={all} />
              <Products title={say.accounts} all={say.all} to="/accounts">
                {all.accounts.length === 0 && (
                  <li>
                    <Empty icon="accounts" title={say.noAccount} action={<ButtonLink kinds={["primary"]} to="/accounts/new">{say.openFirst}</ButtonLink>}>
                      {say.noAccountText}
                    </Empty>
                  </li>
                )}
                {all.accounts.slice(0, SHOWN).map((each) => (
                  <Line key={each.accountId} to={`/accounts/${each.accountId}`} icon="accounts" title={say[each.type]} below={`··${each.accountNumber.slice(-4)}`}
                    end={<Money amount={each.available} currency={each.currency} />} />
                ))}
              </Products>
              {all.wallets.length > 0 && (
                <Products title={say.wallets} all={say.all} to="/wallets">
                  {all.wallets.slice(0, SHOWN).map((each) => (
                    <Line key={each.walletId} to={`/wallets/${each.walletId}`} icon="wallets" title={say.wallet} below={each.currency}
                      end={<Money amount={each.available} currency={each.currency} />} />
                  ))}
                </Products>
              )}
              <Latest all={all} />
            </div>
            <div className="stack">
              <Attention all={all} />
              <section className="stack" aria-label={say.cards}>
                <div className="panel-head">
                  <h2>{say.cards}</h2>
                  <ButtonLink kinds={["plain"]} to="/cards" aria-label={`${say.cards}: ${say.all}`}>
                    {say.all}
                  </ButtonLink>
                </div>
                <ul className="cards">
                  {all.cards.slice(0, SHOWN).map((each) => (
                    <li key={each.cardId}>
                      <BankCard card={each} to={`/cards/${each.cardId}`} />
                    </li>
                  ))}
                </ul>
              </section>
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

interface All {
  accounts: Schemas["BankAccountReply"][];
  cards: Schemas["CardView"][];
  wallets: Schemas["Wallet"][];
}

function together(own?: All["accounts"], ownCards?: All["cards"], ownWallets?: All["wallets"]): All | undefined {
  if (!own || !ownCards || !ownWallets) return undefined;
  const debitFirst = [...ownCards].sort((one, other) => other.type.localeCompare(one.type));
  return { accounts: own.filter((each) => each.status !== "CLOSED"), cards: debitFirst, wallets: ownWallets };
}

/** What can be spent, by currency: credit is not counted as one's own. */
function Available({ all }: { all: All }) {
  const say = useWords(texts);
  const own = [...all.accounts, ...all.wallets, ...all.cards.filter((each) => each.type === "DEBIT")];
  const currencies = [...new Set(own.map((each) => each.currency))].sort((one, other) => own.filter((each) => each.currency === other).length - own.filter((each) => each.currency === one).length);
  const credit = all.cards.filter((each) => each.type === "CREDIT" && each.used && /[1-9]/.test(each.used));
  return (
    <Panel title={say.available}>
      <div className="stack">
        {currencies.map((currency) => {
          const those = own.filter((each) => each.currency === currency);
          const sum = (of: "available" | "held") => toDecimal(those.reduce((total, each) => total + toMinor(each[of], currency), 0n), currency);
          const held = sum("held");
          return (
            <div key={currency} className="stack tight">
              <p className={currency === currencies[0] ? "figure" : "figure medium"}>
                <Money amount={sum("available")} currency={currency} />
              </p>
              <p className="soft small">
                {say.across(those.length)}
                {/[1-9]/.test(held) && (
                  <>
                    {" · "}
                    {say.held} <Money amount={held} currency={currency} />
                  </>
                )}
              </p>
            </div>
          );
        })}
        {credit.length > 0 && <Facts facts={credit.map((each) => [`${say.owed} ··${each.last4}`, <Money key={each.cardId} amount={each.used!} currency={each.currency} />])} />}
      </div>
    </Panel>
  );
}

/** What happened last on the card that is used daily. */
function Latest({ all }: { all: All }) {
  const say = useWords(texts);
  const language = useLocale();
  const debit = all.cards.find((each) => each.type === "DEBIT");
  const found = flat(useTransactions(debit?.cardId ?? "").data).slice(0, LATEST);
  if (!debit || found.length === 0) return null;
  return (
    <Products title={say.latest} all={say.all} to={`/cards/${debit.cardId}`}>
      {found.map((each) => (
        <Line
          key={each.transactionId}
          to={`/transactions/${debit.cardId}/${each.transactionId}`}
          icon={each.type === "credit" ? "in" : "out"}
          incoming={each.type === "credit"}
          title={titleOf(each, language)}
          below={<When at={each.at} how="short" />}
          end={<Money amount={each.amount} currency={each.currency} direction={each.type === "credit" ? "in" : "out"} />}
        />
      ))}
    </Products>
  );
}

function Attention({ all }: { all: All }) {
  const say = useWords(texts);
  const frozen = all.accounts.filter((each) => each.status === "FROZEN").map((each) => say.frozen(`··${each.accountNumber.slice(-4)}`));
  const inactive = all.cards.some((each) => each.type === "CREDIT" && each.status === "PENDING") ? [say.inactive] : [];
  const told = [...frozen, ...inactive];
  if (told.length === 0) return null;
  return (
    <section className="note fire" aria-label={say.attention}>
      {told.map((each) => (
        <p key={each}>{each}</p>
      ))}
    </section>
  );
}

function Products({ title, all, to, children }: { title: string; all: string; to: string; children: ReactNode }) {
  return (
    <Panel flush title={title} actions={<ButtonLink kinds={["plain"]} to={to} aria-label={`${title}: ${all}`}>{all}</ButtonLink>}>
      <List>{children}</List>
    </Panel>
  );
}
