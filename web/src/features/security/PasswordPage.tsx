import { useMutation, useQuery } from "@tanstack/react-query";
import * as z from "zod/mini";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { identity } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { TextField, useFields } from "../../ui/fields";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Done } from "./Done";
import { texts } from "./words";

const LEAST = 15;
const LEAST_WITH_FACTOR = 12;

export default function PasswordPage() {
  const say = useWords(texts);
  const query = useQuery(identity);
  return (
    <Page title={say.passwordTitle} back="/security">
      <Loaded query={query} rows={2}>
        {({ factors, email }) => <Change least={factors.length ? LEAST_WITH_FACTOR : LEAST} email={email} />}
      </Loaded>
    </Page>
  );
}

function Change({ least, email }: { least: number; email: string }) {
  const say = useWords(texts);
  const isLong = (typed: string) => [...typed.normalize("NFC")].length >= least; // counted as the bank counts
  const newPassword = z.string().check(z.refine(isLong, say.passwordShort(least)), z.maxLength(1000, "tooLong"));
  const form = useFields(z.object({ newPassword }), { newPassword: "" });
  const change = useMutation({
    mutationFn: (body: { newPassword: string }) => ask(api.POST("/api/v1/auth/password", { body })),
    onSuccess: () => form.reset(),
  });
  if (change.isSuccess) return <Done>{say.passwordDone}</Done>;
  return (
    <Panel>
      <form className="stack narrow" noValidate onSubmit={(event) => void form.handleSubmit((body) => change.mutate(body))(event)}>
        <p className="soft">{say.passwordText}</p>
        {change.error instanceof Failure && <FailureNote failure={change.error} focus />}
        <input className="visually-hidden" type="email" aria-label={say.email} autoComplete="username" value={email} readOnly tabIndex={-1} />
        <TextField form={form} name="newPassword" label={say.passwordNew} hint={say.passwordShort(least)} type="password" autoComplete="new-password" />
        <div className="row">
          <Button type="submit" kinds={["primary"]} busy={change.isPending}>
            {change.isPending ? say.saving : say.passwordSave}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
