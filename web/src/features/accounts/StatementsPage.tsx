import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useParams } from "react-router";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries, untilSettled } from "../../api/queries";
import { paged } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { ChoiceField, TextField, useFields } from "../../ui/fields";
import { Line } from "../../ui/List";
import { Listing } from "../../ui/Listing";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { texts } from "./statements";

const FORMATS = ["pdf", "xlsx", "csv", "camt053"] as const;
const TONES = { PENDING: "wait", READY: "good", FAILED: "bad" } as const;
type Statement = Schemas["StatementSummary"];

/** Those that were sealed or asked for, and a form for any other days. */
export default function StatementsPage() {
  const say = useWords(texts);
  const { accountId = "" } = useParams();
  const query = useInfiniteQuery({
    ...paged<Statement>(["statements", accountId], (asked) =>
      ask(api.GET("/api/v1/accounts/{account_id}/statements", { params: { path: { account_id: accountId }, query: asked } })),
    ),
    refetchInterval: untilSettled((data: { pages: { items: Statement[] }[] }) =>
      data.pages.every((page) => page.items.every((each) => each.status !== "PENDING")),
    ),
  });
  return (
    <Page title={say.title} back={`/accounts/${accountId}`}>
      <div className="columns">
        <Listing query={query} icon="reports" say={say}>
          {(each) => <StatementLine key={each.statementId} statement={each} />}
        </Listing>
        <Panel title={say.new}>
          <NewStatement accountId={accountId} />
        </Panel>
      </div>
    </Page>
  );
}

function StatementLine({ statement }: { statement: Statement }) {
  const say = useWords(texts);
  const title = statement.number === null ? statement.formats.map((each) => say[each]).join(", ") : say.monthly(statement.number);
  return (
    <Line
      icon="reports"
      title={title}
      below={
        <>
          <When at={statement.from} how="day" /> – <When at={statement.to} how="day" />
        </>
      }
      end={statement.status === "READY" ? <Files statement={statement} title={title} /> : <Status tone={TONES[statement.status]}>{say[statement.status]}</Status>}
    />
  );
}

/** Links live for five minutes, so they are asked for when somebody wants them. */
function Files({ statement, title }: { statement: Statement; title: string }) {
  const say = useWords(texts);
  const path = { account_id: statement.accountId, statement_id: statement.statementId };
  const files = useMutation({
    mutationFn: () => ask(api.GET("/api/v1/accounts/{account_id}/statements/{statement_id}", { params: { path } })),
  });
  if (files.error instanceof Failure) return <FailureNote failure={files.error} />;
  if (!files.data)
    return (
      <Button busy={files.isPending} aria-label={`${say.fetch}: ${title}, ${statement.from}`} onClick={() => files.mutate()}>
        {say.fetch}
      </Button>
    );
  return (
    <div className="row">
      {files.data.files.map((file) => (
        <a key={`${file.format}${file.volume}`} className="button" href={file.link} download>
          {file.volume > 1 ? `${say[file.format]} ${file.volume}` : say[file.format]}
        </a>
      ))}
    </div>
  );
}

function NewStatement({ accountId }: { accountId: string }) {
  const say = useWords(texts);
  const schema = z
    .object({ from: z.string().check(z.minLength(1, "required")), to: z.string().check(z.minLength(1, "required")), format: z.enum(FORMATS) })
    .check(z.refine(({ from, to }) => !from || !to || from <= to, { message: say.order, path: ["to"] }));
  const today = new Date().toISOString().slice(0, 10);
  const form = useFields(schema, { from: `${today.slice(0, 8)}01`, to: today, format: "pdf" as const });
  const make = useMutation({
    mutationFn: (query: z.infer<typeof schema>) =>
      ask(api.GET("/api/v1/accounts/{account_id}/statement", { params: { path: { account_id: accountId }, query } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["statements", accountId] }),
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((wanted) => make.mutate(wanted))(event)}>
      {make.error instanceof Failure && <FailureNote failure={make.error} focus />}
      <TextField form={form} name="from" label={say.from} type="date" />
      <TextField form={form} name="to" label={say.to} type="date" />
      <ChoiceField form={form} name="format" label={say.format} choices={FORMATS.map((value) => ({ value, text: say[value] }))} />
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={make.isPending}>
          {say.make}
        </Button>
      </div>
    </form>
  );
}
