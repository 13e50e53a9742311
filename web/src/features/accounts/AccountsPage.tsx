import { useQuery } from "@tanstack/react-query";
import { accounts } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Line, List } from "../../ui/List";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { texts } from "./words";

export default function AccountsPage() {
  const say = useWords(texts);
  const open = (
    <ButtonLink kinds={["primary"]} to="/accounts/new">
      {say.open}
    </ButtonLink>
  );
  return (
    <Page title={say.title} actions={open}>
      <Panel flush>
        <Loaded query={useQuery(accounts)}>
          {(all) =>
            all.length === 0 ? (
              <Empty icon="accounts" title={say.none}>
                {say.noneText}
              </Empty>
            ) : (
              <List>
                {all.map((each) => (
                  <Line
                    key={each.accountId}
                    to={`/accounts/${each.accountId}`}
                    icon="accounts"
                    title={say[each.type]}
                    below={`··${each.accountNumber.slice(-4)}${each.status === "OPEN" ? "" : ` · ${say[each.status]}`}`}
                    end={<Money amount={each.available} currency={each.currency} />}
                    endBelow={/[1-9]/.test(each.held) ? <>{say.held} <Money amount={each.held} currency={each.currency} /></> : undefined}
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
