/** For, against, or not yet: about the one submission that is on the screen. */

import { api, ask, type Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Panel } from "../../../ui/Panel";
import { Proposed } from "../../../ui/Proposed";
import { texts } from "./words";

export function Decision({ review: { customerId, submissionId, level } }: { review: Schemas["ReviewDetails"] }) {
  const say = useWords(texts);
  const params = (key: string) => ({ path: { customer_id: customerId }, header: { "Idempotency-Key": key } });
  const decline = (act: "reject" | "request-information") => (reason: string, key: string) =>
    ask<Schemas["KycReply"]>(api.POST(`/api/v1/customers/{customer_id}/kyc/${act}`, { params: params(key), body: { submissionId, reason } }));
  return (
    <Panel title={say.decide}>
      <p className="soft">{say.decideText}</p>
      <div className="row">
        <Act
          label={say.approve}
          kinds={["primary"]}
          title={`${say.approve}: ${say.asks(say[level])}`}
          reason={{ label: say.note, optional: true }}
          run={(note, key) =>
            ask<Schemas["KycReply"] | Schemas["Proposed"]>(
              api.POST("/api/v1/customers/{customer_id}/kyc/approve", { params: params(key), body: { submissionId, level, ...(note && { note }) } }),
            )
          }
          done={(answer) =>
            "approvalId" in answer ? (
              <Proposed approvalId={answer.approvalId}>{say.proposed}</Proposed>
            ) : (
              <p role="status">{say.approved}</p>
            )
          }
        >
          <p>{say.approveText}</p>
        </Act>
        <Act label={say.more} title={say.more} reason={{ label: say.moreReason }} run={decline("request-information")}>
          <p>{say.moreText}</p>
        </Act>
        <Act label={say.reject} kinds={["danger"]} title={say.reject} reason={{ label: say.reason }} run={decline("reject")}>
          <p>{say.rejectText}</p>
        </Act>
      </div>
    </Panel>
  );
}
