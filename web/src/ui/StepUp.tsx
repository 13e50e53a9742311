/** Consent to one payment: what is paid to whom, and the code that allows exactly this. */

import { useState } from "react";
import * as z from "zod/mini";
import { api, ask } from "../api/client";
import { Failure } from "../api/failure";
import type { Challenge } from "../api/submission";
import { useWords } from "../i18n/words";
import { Button } from "./Button";
import { FailureNote } from "./FailureNote";
import { TextField, useFields } from "./fields";
import { Money } from "./Money";
import { Facts } from "./Panel";
import { texts as forms } from "./formWords";
import { texts } from "./words";

type Method = "totp" | "recovery" | "email" | "phone";
const schema = z.object({ code: z.string().check(z.trim(), z.minLength(1, "required"), z.regex(/^[0-9A-Za-z -]{6,40}$/, "code")) });

interface Told {
  challenge: Challenge;
  /** With what the payment is sent again. */
  onConsent: (given: string) => void;
  onCancel: () => void;
}

export function StepUp({ challenge, onConsent, onCancel }: Told) {
  const say = { ...useWords(texts), ...useWords(forms) };
  const [failure, setFailure] = useState<Failure | null>(null);
  const [resent, setResent] = useState(false);
  const form = useFields(schema, { code: "" });
  const params = { path: { challenge_id: challenge.challengeId } };
  const wasSent = !challenge.methods.includes("totp");
  const attempt = async (act: () => Promise<void>) => {
    setFailure(null);
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setFailure(error);
    }
  };
  const send = form.handleSubmit(({ code }) =>
    attempt(async () => {
      const body = answerTo(challenge, code);
      onConsent((await ask(api.POST("/api/v1/auth/step-up/{challenge_id}", { params, body }))).authorization);
    }),
  );
  const resend = () =>
    attempt(async () => {
      await ask(api.POST("/api/v1/auth/step-up/{challenge_id}/resend", { params }));
      setResent(true);
    });
  const busy = form.formState.isSubmitting;
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <Facts
        facts={[
          [say.amount, <Money key="amount" amount={challenge.amount} currency={challenge.currency} />],
          [say.payee, challenge.payee],
        ]}
      />
      {failure && <FailureNote failure={failure} focus />}
      <TextField form={form} name="code" label={say.consentCode} hint={wasSent ? say.consentSent : say.consentApp} autoComplete="one-time-code" />
      {resent && <p role="status">{say.consentResent}</p>}
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={busy}>
          {say.consent}
        </Button>
        {wasSent && <Button onClick={() => void resend()}>{say.consentResend}</Button>}
        <Button kinds={["plain"]} onClick={onCancel}>
          {say.cancel}
        </Button>
      </div>
    </form>
  );
}

/** Six digits are an app's code, or the one that was sent; anything else is a recovery code. */
function answerTo({ methods }: Challenge, typed: string): { method: Method; code: string } {
  const digits = typed.replaceAll(" ", "");
  const isRecovery = methods.includes("recovery") && !/^\d{6}$/.test(digits);
  return isRecovery ? { method: "recovery", code: typed } : { method: methods[0] as Method, code: digits };
}
