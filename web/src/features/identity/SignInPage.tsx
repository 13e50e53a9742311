import { useState } from "react";
import { Link, Navigate, useLocation } from "react-router";
import * as z from "zod/mini";
import { Failure } from "../../api/failure";
import { type SecondFactor, signIn, useSession } from "../../api/session";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { FactorForm } from "../../ui/FactorForm";
import { FailureNote } from "../../ui/FailureNote";
import { TextField, required, useFields } from "../../ui/fields";
import { Outside } from "../../ui/Outside";
import { Title } from "../../ui/Page";
import { texts } from "./words";

const schema = z.object({ email: required(), password: z.string().check(z.minLength(1, "required")) });

export default function SignInPage() {
  const say = useWords(texts);
  const session = useSession();
  const from = (useLocation().state ?? {}) as { to?: string; ended?: boolean };
  const [failure, setFailure] = useState<Failure | null>(null);
  const [factor, setFactor] = useState<SecondFactor | null>(null);
  const form = useFields(schema, { email: "", password: "" });
  const send = form.handleSubmit(async ({ email, password }) => {
    setFailure(null);
    try {
      setFactor(await signIn(email, password));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    } finally {
      form.setValue("password", "");
    }
  });
  if (session.state === "in") return <Navigate to={from.to ?? "/"} replace />;
  if (factor) {
    return (
      <Outside>
        <div className="panel stack">
          <Title>{say.oneMore}</Title>
          <FactorForm factor={factor} onAnew={() => setFactor(null)} />
        </div>
      </Outside>
    );
  }
  const busy = form.formState.isSubmitting;
  return (
    <Outside>
      <div className="panel stack">
        <Title>{say.title}</Title>
        {from.ended && !failure && <p className="note">{say.ended}</p>}
        {failure && <FailureNote failure={failure} focus />}
        <form className="stack" noValidate onSubmit={(event) => void send(event)}>
          <TextField form={form} name="email" label={say.email} type="email" autoComplete="username" />
          <TextField form={form} name="password" label={say.password} type="password" autoComplete="current-password" />
          <Button type="submit" kinds={["primary", "wide"]} busy={busy}>
            {busy ? say.submitting : say.submit}
          </Button>
          <ButtonLink kinds={["plain", "wide"]} to="/forgot">
            {say.forgot}
          </ButtonLink>
        </form>
      </div>
      <p className="soft">
        {say.new} <Link to="/register">{say.open}</Link>
      </p>
    </Outside>
  );
}
