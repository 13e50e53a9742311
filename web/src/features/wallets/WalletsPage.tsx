import { useQuery } from "@tanstack/react-query";
import { wallets } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Line, List } from "../../ui/List";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { texts } from "./words";

export default function WalletsPage() {
  const say = useWords(texts);
  return (
    <Page title={say.title} actions={<ButtonLink kinds={["primary"]} to="/wallets/new">{say.open}</ButtonLink>}>
      <Panel flush>
        <Loaded query={useQuery(wallets)}>
          {(all) =>
            all.length === 0 ? (
              <Empty icon="wallets" title={say.none}>
                {say.noneText}
              </Empty>
            ) : (
              <List>
                {all.map((each) => (
                  <Line
                    key={each.walletId}
                    to={`/wallets/${each.walletId}`}
                    icon="wallets"
                    title={`${say.wallet} ${each.currency}`}
                    below={`··${each.walletId.slice(-4)}`}
                    end={<Money amount={each.available} currency={each.currency} />}
                  />
                ))}
              </List>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}
