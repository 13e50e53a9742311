/** Put a scheduled transfer on other terms, on the version that was read. */

import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../api/client";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { schedule } from "./reads";
import { type Terms, TermsForm, useTermsTold } from "./Terms";
import { texts } from "./words";

type Schedule = Schemas["ScheduledTransferReply"];

export default function EditSchedulePage() {
  const say = useWords(texts);
  const { scheduleId = "" } = useParams();
  return (
    <Page title={say.edit} back={`/scheduled/${scheduleId}`}>
      <div className="columns">
        <Panel>
          <Loaded query={useQuery(schedule(scheduleId))}>{(found) => <Edit key={found.version} schedule={found} />}</Loaded>
        </Panel>
      </div>
    </Page>
  );
}

function termsOf(schedule: Schedule): Terms {
  const { amount, startOn, frequency, timezone, ifNotBusinessDay, dayOfMonth, endOn, count, messageToPayee, description } = schedule;
  return {
    ...{ amount, startOn, frequency, timezone, ifNotBusinessDay },
    ...(dayOfMonth !== null && { dayOfMonth }),
    ...(endOn !== null && { endOn }),
    ...(count !== null && { count }),
    ...(messageToPayee !== null && { messageToPayee }),
    ...(description !== null && { description }),
  };
}

function Edit({ schedule: { scheduleId, version, currency }, schedule }: { schedule: Schedule }) {
  const say = useWords(texts);
  const told = useTermsTold();
  const submission = useSubmission(`schedule-edit:${scheduleId}`, {
    preview: async () => null,
    send: (body: Schemas["ChangeScheduleRequest"], _key, consent) =>
      ask(
        api.PUT("/api/v1/transactions/scheduled/{schedule_id}", {
          params: { path: { schedule_id: scheduleId }, header: { "Payment-Authorization": consent } },
          body,
        }),
      ),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.save}
      fill={(command, busy) => (
        <TermsForm currency={currency} before={command ?? termsOf(schedule)} busy={busy} onContinue={(terms) => void submission.form.review({ version, ...terms })} />
      )}
      review={(command) => told(command, currency)}
      done={() => (
        <>
          <p>{say.saved}</p>
          <ButtonLink kinds={["primary"]} to={`/scheduled/${scheduleId}`}>
            {say.see}
          </ButtonLink>
        </>
      )}
    />
  );
}
