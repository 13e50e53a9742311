import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import * as z from "zod/mini";
import { api, ask } from "../../api/client";
import { me } from "../../api/reads";
import { signOut } from "../../api/session";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { TextField, useFields } from "../../ui/fields";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { CodeFailure } from "./CodeFailure";
import { CodeForm } from "./CodeForm";
import { Done } from "./Done";
import { texts } from "./words";

const schema = z.object({ email: z.string().check(z.trim(), z.minLength(1, "required"), z.email("email")) });

export default function EmailPage() {
  const say = useWords(texts);
  const go = useNavigate();
  const now = useQuery(me).data?.email ?? "";
  const [changed, setChanged] = useState("");
  const form = useFields(schema, { email: "" });
  const asking = useMutation({ mutationFn: async (body: { email: string }) => ({ ...(await ask(api.POST("/api/v1/auth/email", { body }))), ...body }) });
  const sent = asking.data;
  const confirm = async (code: string) => {
    if (sent) setChanged((await ask(api.POST("/api/v1/auth/email/confirm", { body: { challengeId: sent.challengeId, code } }))).email);
  };
  const leave = async () => {
    await go("/security"); // where who signs in anew comes back to
    await signOut().catch(() => undefined);
  };
  return (
    <Page title={say.emailTitle} back="/security">
      {changed ? (
        <Done
          action={
            <Button kinds={["primary"]} onClick={() => void leave()}>
              {say.signInAnew}
            </Button>
          }
        >
          {say.emailDone(changed)}
        </Done>
      ) : (
        <Panel>
          {sent ? (
            <div className="stack narrow">
              <p>{say.codeSent(sent.email)}</p>
              <CodeForm label={say.code} onCode={confirm} onResend={() => asking.mutateAsync({ email: sent.email })} />
            </div>
          ) : (
            <form className="stack narrow" noValidate onSubmit={(event) => void form.handleSubmit((body) => asking.mutate(body))(event)}>
              <p className="soft">{say.emailText(now)}</p>
              <CodeFailure error={asking.error} />
              <TextField form={form} name="email" label={say.emailNew} type="email" autoComplete="email" />
              <div className="row">
                <Button type="submit" kinds={["primary"]} busy={asking.isPending}>
                  {asking.isPending ? say.sending : say.sendCode}
                </Button>
              </div>
            </form>
          )}
        </Panel>
      )}
    </Page>
  );
}
