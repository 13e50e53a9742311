import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod/mini";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { factorAnswer } from "../../api/session";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { TextField, useFields } from "../../ui/fields";
import { texts } from "./words";

const LEAST = 12; // with a second factor; without one the bank asks for more, and says so

/** The code and the new password; the second factor as well, once the bank has said that there is one. */
export function ResetForm({ email, challengeId, onDone }: { email: string; challengeId: string; onDone: () => void }) {
  const say = useWords(texts);
  const [hasFactor, setHasFactor] = useState(false);
  const schema = z.object({
    code: z.string().check(z.refine((typed) => /^\d{6}$/.test(typed.replaceAll(" ", "")), say.codeWrong)),
    newPassword: z.string().check(z.minLength(LEAST, say.passwordHint), z.maxLength(1000, "tooLong")),
    factor: z.string().check(z.refine((typed) => !hasFactor || /^[0-9A-Za-z -]{6,40}$/.test(typed.trim()), "code")),
  });
  const form = useFields(schema, { code: "", newPassword: "", factor: "" });
  const reset = useMutation({
    mutationFn: ({ code, newPassword, factor }: z.output<typeof schema>) =>
      ask(
        api.POST("/api/v1/auth/reset", {
          body: { challengeId, code: code.replaceAll(" ", ""), newPassword, ...(hasFactor && { secondFactor: factorAnswer(factor) }) },
        }),
      ),
    onSuccess: onDone,
    onError: (error) => {
      if (error instanceof Failure && error.code === "second_factor_required") setHasFactor(true);
    },
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((given) => reset.mutate(given))(event)}>
      <p className="soft">{say.resetText(email)}</p>
      {reset.error instanceof Failure && <FailureNote failure={reset.error} focus />}
      <TextField form={form} name="code" label={say.resetCode} hint={say.resetCodeHint} inputMode="numeric" autoComplete="one-time-code" />
      <input className="visually-hidden" type="email" aria-label={say.email} autoComplete="username" value={email} readOnly tabIndex={-1} />
      <TextField form={form} name="newPassword" label={say.newPassword} hint={say.passwordHint} type="password" autoComplete="new-password" />
      {hasFactor && <TextField form={form} name="factor" label={say.factorCode} hint={say.factorHint} />}
      <Button type="submit" kinds={["primary", "wide"]} busy={reset.isPending}>
        {reset.isPending ? say.resetting : say.reset}
      </Button>
    </form>
  );
}
