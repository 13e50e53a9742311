import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { identity } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { CodeForm } from "./CodeForm";
import { Done } from "./Done";
import { QrCode } from "./QrCode";
import { RecoveryCodes } from "./RecoveryCodes";
import { texts } from "./words";

/** Scan, confirm, and with the first app the recovery codes. The secret is in this page's memory alone. */
export default function EnrolPage() {
  const say = useWords(texts);
  const isFirst = useQuery(identity).data?.factors.length === 0;
  const [confirmed, setConfirmed] = useState<"one" | "first" | null>(null);
  const begin = useMutation({ mutationFn: () => ask(api.POST("/api/v1/auth/mfa/totp")), gcTime: 0 });
  const confirm = async (factorId: string, code: string) => {
    await ask(api.POST("/api/v1/auth/mfa/totp/{factor_id}/confirm", { params: { path: { factor_id: factorId } }, body: { code } }));
    setConfirmed(isFirst ? "first" : "one");
    void queries.invalidateQueries({ queryKey: identity.queryKey });
  };
  return (
    <Page title={say.enrolTitle} back="/security">
      {confirmed === "one" && <Done>{say.enrolDone}</Done>}
      {confirmed === "first" && (
        <>
          <p role="status" className="note good">
            {say.enrolDone}
          </p>
          <RecoveryCodes />
        </>
      )}
      {!confirmed && (begin.data ? <Scan begun={begin.data} onCode={confirm} /> : null)}
      {!confirmed && !begin.data && (
        <Panel>
          <div className="stack narrow">
            <p className="soft">{say.enrolText}</p>
            {begin.error instanceof Failure && <FailureNote failure={begin.error} focus />}
            <div className="row">
              <Button kinds={["primary"]} busy={begin.isPending} onClick={() => begin.mutate()}>
                {say.enrolBegin}
              </Button>
            </div>
          </div>
        </Panel>
      )}
    </Page>
  );
}

function Scan({ begun, onCode }: { begun: Schemas["TotpBegun"]; onCode: (factorId: string, code: string) => Promise<void> }) {
  const say = useWords(texts);
  return (
    <Panel title={say.enrolScan}>
      <div className="scan">
        <QrCode text={begun.otpauthUri} label={say.enrolPicture} />
        <div className="stack">
          <div className="stack tight">
            <p className="soft small">{say.enrolType}</p>
            <p className="mono secret">{begun.secret.match(/.{1,4}/g)?.join(" ")}</p>
            <a href={begun.otpauthUri}>{say.enrolOpen}</a>
          </div>
          <CodeForm label={say.enrolCode} onCode={(code) => onCode(begun.factorId, code)} />
        </div>
      </div>
    </Panel>
  );
}
