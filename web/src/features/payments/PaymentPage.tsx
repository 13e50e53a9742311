import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { untilSettled } from "../../api/queries";
import { useWords } from "../../i18n/words";
import { FailureNote } from "../../ui/FailureNote";
import { Reference } from "../../ui/Id";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { TONES, texts } from "./words";

export default function PaymentPage() {
  const say = useWords(texts);
  const { paymentId = "" } = useParams();
  const query = useQuery({
    queryKey: ["payments", paymentId],
    queryFn: () => ask(api.GET("/payment/{transaction_id}", { params: { path: { transaction_id: paymentId } } })),
    refetchInterval: untilSettled((payment) => payment.status !== "PENDING"),
  });
  return (
    <Page title={query.data?.merchant ?? say.payment} back="/payments">
      <div className="columns">
        <Panel>
          <Loaded query={query}>
            {(payment) => (
              <>
                <p className="figure">
                  <Money amount={payment.amount} currency={payment.currency} />
                </p>
                {payment.reason && <FailureNote failure={new Failure(payment.reason, 422, null, null, null)} />}
                <Facts
                  facts={[
                    [say.state, <Status key="state" tone={TONES[payment.status]}>{say[payment.status]}</Status>],
                    [say.from, payment.walletId ? say.walletName(payment.currency, payment.walletId.slice(-4)) : say.account],
                    [say.created, <When key="created" at={payment.createdAt} />],
                    [say.settled, payment.settledAt && <When key="settled" at={payment.settledAt} />],
                    [say.reference, payment.reference],
                    [say.id, <Reference key="id" id={payment.transactionId} label={say.id} />],
                    [say.trace, <Reference key="trace" id={payment.correlationId} label={say.trace} />],
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
