import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../api/client";
import { paged } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Act } from "../../ui/Act";
import { ButtonLink } from "../../ui/Button";
import { Line, List } from "../../ui/List";
import { Listing } from "../../ui/Listing";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { schedule } from "./reads";
import { OPEN, OUTCOMES, TONES, texts } from "./words";

type Schedule = Schemas["ScheduledTransferReply"];

export default function SchedulePage() {
  const say = useWords(texts);
  const { scheduleId = "" } = useParams();
  return (
    <Page title={say.one} back="/scheduled">
      <Loaded query={useQuery(schedule(scheduleId))}>
        {(found) => (
          <div className="stack">
            <Panel>
              <p className="figure">
                <Money amount={found.amount} currency={found.currency} />
              </p>
              <Facts
                facts={[
                  [say.state, <Status key="state" tone={TONES[found.status]}>{say[found.status]}</Status>],
                  [say.to, `${found.counterpartyName ?? ""} ··${found.counterparty}`.trim()],
                  [say.frequency, found.dayOfMonth === -1 ? `${say[found.frequency]}, ${say.lastDay}` : say[found.frequency]],
                  [say.startOn, <When key="start" at={found.startOn} how="day" />],
                  [say.endOn, found.endOn && <When key="end" at={found.endOn} how="day" />],
                  [say.count, found.count],
                  [say.moves, found.ifNotBusinessDay !== "same" && say[found.ifNotBusinessDay]],
                  [say.hour, say.atSix(found.timezone)],
                  [say.failed, found.failedInARow > 0 && found.failedInARow],
                  [say.message, found.messageToPayee],
                  [say.description, found.description],
                ]}
              />
              {OPEN.has(found.status) && <Acts schedule={found} />}
            </Panel>
            {found.nextRuns.length > 0 && (
              <Panel flush title={say.toCome}>
                <List>
                  {found.nextRuns.map((each) => (
                    <Line key={each.dueOn} icon="clock" title={<When at={each.dueOn} how="day" />} />
                  ))}
                </List>
              </Panel>
            )}
            <Runs scheduleId={scheduleId} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Acts({ schedule: { scheduleId, status } }: { schedule: Schedule }) {
  const say = useWords(texts);
  const of = (key: string) => ({ params: { path: { schedule_id: scheduleId }, header: { "Idempotency-Key": key } } });
  return (
    <div className="row">
      <ButtonLink to={`/scheduled/${scheduleId}/edit`}>{say.edit}</ButtonLink>
      {status === "ACTIVE" ? (
        <>
          <Act label={say.skip} title={say.skip} run={(_, key) => ask(api.POST("/api/v1/transactions/scheduled/{schedule_id}/skip", of(key)))}>
            <p>{say.skipText}</p>
          </Act>
          <Act label={say.pause} title={say.pause} run={(_, key) => ask(api.POST("/api/v1/transactions/scheduled/{schedule_id}/pause", of(key)))}>
            <p>{say.pauseText}</p>
          </Act>
        </>
      ) : (
        <Act label={say.resume} kinds={["primary"]} title={say.resume} run={(_, key) => ask(api.POST("/api/v1/transactions/scheduled/{schedule_id}/resume", of(key)))}>
          <p>{say.resumeText}</p>
        </Act>
      )}
      <Act
        label={say.delete}
        kinds={["danger"]}
        title={say.delete}
        run={() => ask(api.DELETE("/api/v1/transactions/scheduled/{schedule_id}", { params: { path: { schedule_id: scheduleId } } }))}
      >
        <p>{say.deleteText}</p>
      </Act>
    </div>
  );
}

function Runs({ scheduleId }: { scheduleId: string }) {
  const say = useWords(texts);
  const query = useInfiniteQuery(
    paged<Schemas["RunReply"]>(["scheduled", scheduleId, "runs"], (asked) =>
      ask(api.GET("/api/v1/transactions/scheduled/{schedule_id}/runs", { params: { path: { schedule_id: scheduleId }, query: asked } })),
    ),
  );
  return (
    <Listing query={query} icon="transfer" say={{ none: say.noRun, noneText: say.noRunText }}>
      {(each) => (
        <Line
          key={each.dueOn}
          to={each.transactionId ? `/transfers/${each.transactionId}` : undefined}
          icon={each.outcome === "MADE" ? "check" : "warning"}
          title={<When at={each.dueOn} how="day" />}
          below={each.reason && say.reasons(each.reason)}
          end={<Status tone={OUTCOMES[each.outcome]}>{say[each.outcome]}</Status>}
        />
      )}
    </Listing>
  );
}
