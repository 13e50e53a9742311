import { api, ask, type Schemas } from "../../api/client";
import { toMinor } from "../../api/money";
import { useWords } from "../../i18n/words";
import { Act } from "../../ui/Act";
import { BankCard } from "../../ui/BankCard";
import { ButtonLink } from "../../ui/Button";
import { Loaded } from "../../ui/Loaded";
import { Meter } from "../../ui/Meter";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { Movements } from "../../ui/transactions";
import { Activation } from "./Activation";
import { useCard } from "./card";
import { texts } from "./words";

export default function CardPage() {
  const say = useWords(texts);
  const { cardId, query } = useCard();
  return (
    <Page title={query.data ? `${say[query.data.type]} ··${query.data.last4}` : say.card} back="/cards">
      <Loaded query={query}>
        {(card) => (
          <div className="columns lead">
            <Details card={card} />
            <Movements accountId={cardId} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Details({ card }: { card: Schemas["CardView"] }) {
  const say = useWords(texts);
  const here = `/cards/${card.cardId}`;
  const active = card.status === "ACTIVATED";
  const figure = (amount?: string) => (amount === undefined ? null : <Money amount={amount} currency={card.currency} />);
  return (
    <div className="stack">
      <BankCard card={card} />
      <div className="row">
        {active && !card.frozen && (
          <ButtonLink kinds={["primary"]} to={`${here}/purchase`}>
            {say.purchase}
          </ButtonLink>
        )}
        {card.type === "DEBIT" && <ButtonLink to={`${here}/top-up`}>{say.topUp}</ButtonLink>}
        {card.type === "CREDIT" && active && <ButtonLink to={`${here}/pay`}>{say.pay}</ButtonLink>}
        <ButtonLink to={`/reports/new?card=${card.cardId}`}>{say.report}</ButtonLink>
        <Freeze key={String(card.frozen)} card={card} />
      </div>
      <Panel title={say.details}>
        {!active && <Activation />}
        {active && card.used !== undefined && card.limit !== undefined && (
          <Meter part={toMinor(card.used, card.currency)} whole={toMinor(card.limit, card.currency)} label={say.usedOf} />
        )}
        <Facts
          facts={[
            [say.card, <Status key="status" tone={card.frozen ? "bad" : active ? "good" : "wait"}>{card.frozen ? say.frozen : say[card.status]}</Status>],
            [say.available, figure(card.available)],
            [say.balance, figure(card.balance)],
            [say.used, figure(card.used)],
            [say.limit, figure(card.limit)],
          ]}
        />
      </Panel>
    </div>
  );
}

function Freeze({ card }: { card: Schemas["CardView"] }) {
  const say = useWords(texts);
  const params = { path: { card_id: card.cardId } };
  return card.frozen ? (
    <Act label={say.unfreeze} title={say.unfreezeTitle} run={() => ask(api.POST("/card/{card_id}/unfreeze", { params }))}>
      <p>{say.unfreezeText}</p>
    </Act>
  ) : (
    <Act label={say.freeze} kinds={["danger"]} title={say.freezeTitle} run={() => ask(api.POST("/card/{card_id}/freeze", { params }))}>
      <p>{say.freezeText}</p>
    </Act>
  );
}
