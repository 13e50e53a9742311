/** A new password for who has forgotten the old one: a code goes to the address, and with it another one is set. */

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import * as z from "zod/mini";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { TextField, required, useFields } from "../../ui/fields";
import { Outside } from "../../ui/Outside";
import { Title } from "../../ui/Page";
import { ResetForm } from "./ResetForm";
import { texts } from "./words";

const schema = z.object({ email: required() });

export default function ForgotPage() {
  const say = useWords(texts);
  const form = useFields(schema, { email: "" });
  const [isSet, setIsSet] = useState(false);
  const asking = useMutation({ mutationFn: (body: { email: string }) => ask(api.POST("/api/v1/auth/forgot", { body })) });
  return (
    <Outside>
      <div className="panel stack">
        <Title>{say.forgotTitle}</Title>
        {isSet ? (
          <>
            <p role="status" className="note good">
              {say.resetDone}
            </p>
            <ButtonLink kinds={["primary", "wide"]} to="/sign-in">
              {say.signIn}
            </ButtonLink>
          </>
        ) : asking.data ? (
          <ResetForm email={asking.variables.email} challengeId={asking.data.challengeId} onDone={() => setIsSet(true)} />
        ) : (
          <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((body) => asking.mutate(body))(event)}>
            <p className="soft">{say.forgotText}</p>
            {asking.error instanceof Failure && <FailureNote failure={asking.error} focus />}
            <TextField form={form} name="email" label={say.email} type="email" autoComplete="username" />
            <Button type="submit" kinds={["primary", "wide"]} busy={asking.isPending}>
              {asking.isPending ? say.sending : say.sendCode}
            </Button>
          </form>
        )}
      </div>
      {!isSet && (
        <p className="soft">
          <Link to="/sign-in">{say.backToSignIn}</Link>
        </p>
      )}
    </Outside>
  );
}
