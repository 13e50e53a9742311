import { api, ask, type Schemas } from "../../api/client";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Continue } from "../../ui/Continue";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { When } from "../../ui/When";
import { useHold } from "./hold";
import { TONES, texts } from "./words";

export default function HoldPage() {
  const say = useWords(texts);
  const { holdId, query } = useHold();
  return (
    <Page title={say.hold} back="/holds">
      <Loaded query={query}>
        {(hold) => (
          <div className="columns">
            <Panel>
              <p className="figure">
                <Money amount={hold.amount} currency={hold.currency} />
              </p>
              <Facts
                facts={[
                  [say.state, <Status key="state" tone={TONES[hold.status]}>{say[hold.status]}</Status>],
                  [say.captured, <Money key="captured" amount={hold.captured} currency={hold.currency} />],
                  [say.remaining, <Money key="remaining" amount={hold.remaining} currency={hold.currency} />],
                  [say.until, <When key="until" at={hold.expiresAt} />],
                  [say.reference, hold.reference],
                ]}
              />
              {hold.status === "ACTIVE" && (
                <ButtonLink kinds={["primary"]} to={`/holds/${holdId}/capture`}>
                  {say.capture}
                </ButtonLink>
              )}
            </Panel>
            {hold.status === "ACTIVE" && (
              <Panel title={say.void}>
                <Void key={holdId} hold={hold} />
              </Panel>
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Void({ hold }: { hold: Schemas["HoldReply"] }) {
  const say = useWords(texts);
  const path = { hold_id: hold.holdId };
  const submission = useSubmission(`void:${hold.holdId}`, {
    preview: (_: string) => ask(api.POST("/holds/{hold_id}/void", { params: { path, query: { dryRun: true } } })),
    send: (_: string, key) => ask(api.POST("/holds/{hold_id}/void", { params: { path, header: { "Idempotency-Key": key } } })),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.voidConfirm}
      fill={(_, busy) => (
        <>
          <p className="soft">{say.voidText}</p>
          <div className="row">
            <Continue danger busy={busy} onClick={() => void submission.form.review(hold.holdId)} />
          </div>
        </>
      )}
      review={(_, after) => [[say.after, <Money key="after" amount={after.available} currency={after.currency} />]]}
      done={(after) => <Facts facts={[[say.available, <Money key="after" amount={after.available} currency={after.currency} />]]} />}
    />
  );
}
