import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { TONES, texts } from "./words";

export default function TransferPage() {
  const say = useWords(texts);
  const { transferId = "" } = useParams();
  const query = useQuery({
    queryKey: ["transfers", transferId],
    queryFn: () => ask(api.GET("/api/v1/transactions/{transaction_id}", { params: { path: { transaction_id: transferId } } })),
  });
  return (
    <Page title={say.transfer} back="/transfers">
      <div className="columns">
        <Panel>
          <Loaded query={query}>
            {(transfer) => (
              <>
                <p className="figure">
                  <Money amount={transfer.amount} currency={transfer.currency} direction={transfer.direction} />
                </p>
                <Facts
                  facts={[
                    [say.state, <Status key="state" tone={TONES[transfer.status]}>{say[transfer.status]}</Status>],
                    [transfer.direction === "out" ? say.to : say.from, say.ending(transfer.counterparty)],
                    [say.message, transfer.messageToPayee],
                    [say.description, transfer.description],
                    [say.reference, transfer.reference],
                    [say.given, transfer.status.endsWith("REVERSED") && <Money key="given" amount={transfer.reversed} currency={transfer.currency} />],
                    [say.when, <When key="when" at={transfer.completedAt ?? transfer.createdAt} />],
                    [say.id, <span key="id" className="mono small">{transfer.transactionId}</span>],
                  ]}
                />
              </>
            )}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}
