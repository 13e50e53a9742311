import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Act } from "../../ui/Act";
import { ButtonLink } from "../../ui/Button";
import { Reference } from "../../ui/Id";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { givesBack, HELD, transferOf } from "./transfer";
import { TONES, texts } from "./words";

export default function TransferPage() {
  const say = useWords(texts);
  const { transferId = "" } = useParams();
  const query = useQuery(transferOf(transferId));
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
                    [say.reason, transfer.reason && say.reasons(transfer.reason)],
                    [transfer.direction === "out" ? say.to : say.from, [transfer.external?.name, say.ending(transfer.counterparty)].filter(Boolean).join(" ")],
                    [say.expected, transfer.submission && !transfer.settlement && <When key="expected" at={transfer.submission.expectedSettlementAt} />],
                    [say.settled, transfer.settlement && <When key="settled" at={transfer.settlement.settledAt} />],
                    [say.back, transfer.return && <When key="back" at={transfer.return.returnedAt} />],
                    [say.trace, transfer.submission && <span key="trace" className="mono small">{transfer.submission.traceNumber}</span>],
                    [say.message, transfer.messageToPayee],
                    [say.description, transfer.description],
                    [say.reference, transfer.reference],
                    [say.given, transfer.status.endsWith("REVERSED") && <Money key="given" amount={transfer.reversed} currency={transfer.currency} />],
                    [say.when, <When key="when" at={transfer.completedAt ?? transfer.createdAt} />],
                    [say.id, <Reference key="id" id={transfer.transactionId} label={say.id} />],
                  ]}
                />
                {givesBack(transfer) && (
                  <div className="row">
                    <ButtonLink to={`/transfers/${transferId}/give-back`}>{say.giveBack}</ButtonLink>
                  </div>
                )}
                {transfer.direction === "out" && HELD.has(transfer.status) && (
                  <div className="row">
                    <Act
                      label={say.callOff}
                      kinds={["danger"]}
                      title={say.callOff}
                      run={(_, key) =>
                        ask(
                          api.POST("/api/v1/transactions/{transaction_id}/cancel", {
                            params: { path: { transaction_id: transferId }, header: { "Idempotency-Key": key } },
                          }),
                        )
                      }
                    >
                      <p>{say.callOffText}</p>
                    </Act>
                  </div>
                )}
              </>
            )}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}
