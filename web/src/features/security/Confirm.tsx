import { useMutation } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import { identity } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { CodeFailure } from "./CodeFailure";
import { CodeForm } from "./CodeForm";
import { texts } from "./words";

/** Sends the code and takes it back; once it was right, what is known of the caller is read anew. */
export function Confirm({ channel, address }: { channel: "email" | "phone"; address: string }) {
  const say = useWords(texts);
  const send = useMutation({ mutationFn: async () => (await ask<Schemas["CodeSent"] | Schemas["Verified"]>(api.POST("/api/v1/auth/verify", { body: { channel } }))) as Schemas["CodeSent"] });
  const give = async (code: string) => {
    await ask<Schemas["CodeSent"] | Schemas["Verified"]>(api.POST("/api/v1/auth/verify", { body: { challengeId: send.data?.challengeId, code } }));
    await queries.invalidateQueries({ queryKey: identity.queryKey });
  };
  return (
    <Panel>
      <div className="stack narrow">
        {send.data ? (
          <>
            <p>{say.codeSent(address)}</p>
            <CodeForm label={say.code} onCode={give} onResend={() => send.mutateAsync()} />
          </>
        ) : (
          <>
            <p className="soft">{say.verifyText(address)}</p>
            <CodeFailure error={send.error} />
            <div className="row">
              <Button kinds={["primary"]} busy={send.isPending} onClick={() => send.mutate()}>
                {send.isPending ? say.sending : say.sendCode}
              </Button>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}
