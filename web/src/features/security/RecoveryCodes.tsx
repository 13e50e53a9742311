import { useMutation } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { Copy } from "../../ui/Copy";
import { FailureNote } from "../../ui/FailureNote";
import { Panel } from "../../ui/Panel";
import { texts } from "./words";

/** Makes ten codes when asked to, and shows them once: they are in this page's memory alone. */
export function RecoveryCodes() {
  const say = useWords(texts);
  const make = useMutation({ mutationFn: async () => (await ask(api.POST("/api/v1/auth/mfa/recovery-codes"))).recoveryCodes, gcTime: 0 });
  if (make.data) return <Shown codes={make.data} />;
  return (
    <Panel title={say.recoveryTitle}>
      <p className="soft">{say.recoveryText}</p>
      {make.error instanceof Failure && <FailureNote failure={make.error} focus />}
      <div className="row">
        <Button kinds={["primary"]} busy={make.isPending} onClick={() => make.mutate()}>
          {make.isPending ? say.making : say.recoveryMake}
        </Button>
      </div>
    </Panel>
  );
}

function Shown({ codes }: { codes: string[] }) {
  const say = useWords(texts);
  return (
    <Panel title={say.recoveryTitle}>
      <p className="note fire">{say.recoveryOnce}</p>
      <ol className="recovery-codes mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="row unprinted">
        <Copy text={[say.printed, ...codes].join("\n")} />
        <Button onClick={() => print()}>{say.print}</Button>
        <ButtonLink kinds={["primary"]} to="/security">
          {say.kept}
        </ButtonLink>
      </div>
    </Panel>
  );
}
