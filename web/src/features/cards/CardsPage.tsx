import { useQuery } from "@tanstack/react-query";
import { untilSettled } from "../../api/queries";
import { cards } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { BankCard } from "../../ui/BankCard";
import { Empty } from "../../ui/Empty";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Activation } from "./Activation";
import { texts } from "./words";

const MADE_AT_ONCE = 2;

export default function CardsPage() {
  const say = useWords(texts);
  const query = useQuery({ ...cards, refetchInterval: untilSettled((found) => found.length >= MADE_AT_ONCE) });
  return (
    <Page title={say.title}>
      <Loaded query={query}>
        {(all) => (
          <div className="stack loose">
            {all.length < MADE_AT_ONCE && (
              <Panel>
                <Empty icon="cards" title={say.making}>
                  {say.makingText}
                </Empty>
              </Panel>
            )}
            <ul className="grid">
              {[...all]
                .sort((one, other) => other.type.localeCompare(one.type))
                .map((card) => (
                  <li key={card.cardId} className="stack">
                    <BankCard card={card} to={`/cards/${card.cardId}`} />
                    {card.status === "PENDING" && <Activation />}
                  </li>
                ))}
            </ul>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
