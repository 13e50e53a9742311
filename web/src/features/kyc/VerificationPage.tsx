import { useQueries } from "@tanstack/react-query";
import type { Schemas } from "../../api/client";
import { customer, identity } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Documents } from "./Documents";
import { Limits } from "./Limits";
import { documents, limits, ownId, standing } from "./reads";
import { Standing } from "./Standing";
import { Steps } from "./Steps";
import { type Document, isComplete } from "./submission";
import { Submit } from "./Submit";
import { texts } from "./words";

/** While one of these, nothing can be submitted. */
const CLOSED = ["SUBMITTED", "IN_REVIEW", "REJECTED"];

export default function VerificationPage() {
  const say = useWords(texts);
  const id = ownId();
  const [who, person, papers, kyc, sending] = useQueries({ queries: [identity, customer(id), documents(id), standing(id), limits] });
  const found = together(who.data, person.data, papers.data, kyc.data, sending.data);
  const error = who.error ?? person.error ?? papers.error ?? kyc.error ?? sending.error;
  const again = () => Promise.all([who.refetch(), person.refetch(), papers.refetch(), kyc.refetch(), sending.refetch()]);
  return (
    <Page title={say.title}>
      <Loaded query={{ data: found, error, refetch: again as never }} rows={6}>
        {(found) => (
          <div className="halves">
            <div className="stack">
              <Standing kyc={found.kyc} level={found.limits.level} />
              <Steps verified={found.who.verified} isComplete={isComplete(found.person)} />
              <Limits limits={found.limits} />
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
  limits: Schemas["LimitsReply"];
}

/** All of it, or nothing while a part is on its way. */
function together(who?: Found["who"], person?: Found["person"], papers?: Found["papers"], kyc?: Found["kyc"], limits?: Found["limits"]): Found | undefined {
  return who && person !== undefined && papers && kyc && limits ? { who, person, papers, kyc, limits } : undefined;
}
