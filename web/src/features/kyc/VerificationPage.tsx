import { useQueries } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { identity } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Documents } from "./Documents";
import { customer, documents, ownId, standing } from "./reads";
import { Levels, Standing } from "./Standing";
import { Steps } from "./Steps";
import { type Document, isComplete, levelOf } from "./submission";
import { Submit } from "./Submit";
import { texts } from "./words";

/** While one of these, nothing can be submitted. */
const CLOSED = ["SUBMITTED", "IN_REVIEW", "REJECTED"];

export default function VerificationPage() {
  const say = useWords(texts);
  const id = ownId();
  const [who, person, papers, kyc] = useQueries({ queries: [identity, customer(id), documents(id), standing(id)] });
  const found = together(who.data, person.data, papers.data, kyc.data);
  const error = who.error ?? person.error ?? papers.error ?? kyc.error;
  const again = () => Promise.all([who.refetch(), person.refetch(), papers.refetch(), kyc.refetch()]);
  return (
    <Page title={say.title}>
      <Loaded query={{ data: found, error, refetch: again as never }} rows={6}>
        {(found) => (
          <div className="halves">
            <div className="stack">
              <Standing kyc={found.kyc} level={levelOf(found.kyc, found.who.verified)} />
              <Steps verified={found.who.verified} isComplete={isComplete(found.person)} />
              <Levels level={levelOf(found.kyc, found.who.verified)} />
            </div>
            <div className="stack">
              <Documents documents={found.papers} />
              {!CLOSED.includes(found.kyc.kycStatus) && <Submit documents={found.papers} isComplete={isComplete(found.person)} kyc={found.kyc} />}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

interface Found {
  who: Schemas["Identity"];
  person: Schemas["CustomerReply"] | null;
  papers: Document[];
  kyc: Schemas["KycReply"];
}

/** All of it, or nothing while a part is on its way. */
function together(who?: Found["who"], person?: Found["person"], papers?: Found["papers"], kyc?: Found["kyc"]): Found | undefined {
  return who && person !== undefined && papers && kyc ? { who, person, papers, kyc } : undefined;
}
