import { useMutation } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { FailureNote } from "../../ui/FailureNote";
import { Line, List } from "../../ui/List";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { ownId } from "./reads";
import type { Document } from "./submission";
import { texts } from "./words";

const TONES = { CLEAN: "good", REJECTED: "bad", SCANNING: "wait", UPLOADING: "wait" } as const;

/** What was given to the bank, and what became of it. */
export function Documents({ documents }: { documents: Document[] }) {
  const say = useWords(texts);
  const saving = useMutation({ mutationFn: fetchFile });
  return (
    <Panel
      flush
      title={say.documents}
      actions={
        documents.length > 0 && (
          <ButtonLink to="/verification/documents/new" kinds={["plain"]}>
            {say.addDocument}
          </ButtonLink>
        )
      }
    >
      {saving.error instanceof Failure && <FailureNote failure={saving.error} focus />}
      {documents.length === 0 ? (
        <Empty
          icon="reports"
          title={say.noDocument}
          action={
            <ButtonLink kinds={["primary"]} to="/verification/documents/new">
              {say.addDocument}
            </ButtonLink>
          }
        >
          {say.noDocumentText}
        </Empty>
      ) : (
        <List>
          {documents.map((each) => (
            <Line
              key={each.documentId}
              icon="reports"
              title={say[each.type]}
              below={<Below document={each} />}
              end={
                each.status === "CLEAN" ? (
                  <Button busy={saving.isPending} aria-label={say.labelOf(say.fetch, say[each.type])} onClick={() => saving.mutate(each.documentId)}>
                    {say.fetch}
                  </Button>
                ) : (
                  <Status tone={TONES[each.status]}>{each.status === "REJECTED" ? say.REJECTED_DOCUMENT : say[each.status]}</Status>
                )
              }
            />
          ))}
        </List>
      )}
    </Panel>
  );
}

function Below({ document }: { document: Document }) {
  const say = useWords(texts);
  if (document.reason) return say[document.reason];
  return (
    <>
      <When at={document.createdAt} how="day" />
      {document.expiresOn && (
        <>
          {" "}
          · {say.goodUntil} <When at={document.expiresOn} how="day" />
        </>
      )}
      {document.numberLast4 && ` · ${say.number} ··${document.numberLast4}`}
    </>
  );
}

/** A link is good for five minutes, so it is asked for when it is wanted; it saves the file and leaves the page. */
async function fetchFile(documentId: string): Promise<void> {
  const path = { customer_id: ownId(), document_id: documentId };
  const { url } = await ask(api.GET("/api/v1/customers/{customer_id}/documents/{document_id}", { params: { path } }));
  if (url) location.assign(url);
}
