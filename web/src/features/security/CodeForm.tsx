/** Six digits that were sent, or that an app shows. */

import { useMutation } from "@tanstack/react-query";
import * as z from "zod/mini";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { TextField, useFields } from "../../ui/fields";
import { CodeFailure } from "./CodeFailure";
import { texts } from "./words";

interface Told {
  label: string;
  onCode: (code: string) => Promise<unknown>;
  /** Has another one sent, where it was sent. */
  onResend?: () => Promise<unknown>;
}

export function CodeForm({ label, onCode, onResend }: Told) {
  const say = useWords(texts);
  const digits = z.string().check(z.refine((typed) => /^\d{6}$/.test(typed.replaceAll(" ", "")), say.codeWrong));
  const form = useFields(z.object({ code: digits }), { code: "" });
  const give = useMutation({ mutationFn: (code: string) => onCode(code.replaceAll(" ", "")), onError: () => form.setValue("code", "") });
  const resend = useMutation({ mutationFn: async () => onResend?.(), onMutate: give.reset });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(({ code }) => give.mutate(code))(event)}>
      <CodeFailure error={give.error ?? resend.error} />
      <TextField form={form} name="code" label={label} inputMode="numeric" autoComplete="one-time-code" />
      {resend.isSuccess && (
        <p role="status" className="soft">
          {say.resent}
        </p>
      )}
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={give.isPending}>
          {give.isPending ? say.confirming : say.confirm}
        </Button>
        {onResend && (
          <Button kinds={["plain"]} busy={resend.isPending} onClick={() => resend.mutate()}>
            {say.resend}
          </Button>
        )}
      </div>
    </form>
  );
}

