/** What was asked takes two people: it is proposed, and this leads to where somebody else decides. */

import type { ReactNode } from "react";
import { useWords } from "../i18n/words";
import { ButtonLink } from "./Button";
import { texts } from "./words";

export function Proposed({ approvalId, children }: { approvalId: string; children: ReactNode }) {
  const say = useWords(texts);
  return (
    <>
      <p role="status">{children}</p>
      <div className="row">
        <ButtonLink kinds={["primary"]} to={`/office/approvals/${approvalId}`}>
          {say.toProposal}
        </ButtonLink>
      </div>
    </>
  );
}
