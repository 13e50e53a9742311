/** One act that needs no form: asked about once more, with the reason that is kept, and done once. */

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useId, useRef, useState } from "react";
import { Failure } from "../api/failure";
import { queries } from "../api/queries";
import { useWords } from "../i18n/words";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { FailureNote } from "./FailureNote";
import { texts as forms } from "./formWords";
import { texts } from "./words";

interface Told<T> {
  /** What the button says, here and in the question. */
  label: string;
  kinds?: Parameters<typeof Button>[0]["kinds"];
  title: string;
  /** What it will do, in words; below them whatever it asks besides the reason. */
  children?: ReactNode;
  reason?: { label: string; hint?: string; optional?: boolean };
  /** The same key comes again only for the same act whose answer got lost. */
  run: (reason: string, key: string) => Promise<T>;
  /** What is said of the answer; without it the question closes, and the page shows what has changed. */
  done?: (answer: T) => ReactNode;
}

export function Act<T>({ label, kinds = [], title, children, reason, run, done }: Told<T>) {
  const say = { ...useWords(texts), ...useWords(forms) };
  const id = useId();
  const key = useRef<string | null>(null);
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState("");
  const [missing, setMissing] = useState(false);
  const doing = useMutation({
    mutationFn: () => run(why.trim(), (key.current ??= crypto.randomUUID())),
    onSuccess: () => {
      key.current = null;
      setWhy("");
      if (!done) close();
    },
    onError: (error) => {
      if (!(error instanceof Failure && error.undecided)) key.current = null;
    },
  });
  // What has changed is read when the question closes: the page may then have no place for it any more.
  const close = () => {
    setOpen(false);
    void queries.invalidateQueries();
  };
  const begin = () => {
    doing.reset();
    setMissing(false);
    setOpen(true);
  };
  const send = () => {
    const lacking = reason !== undefined && !reason.optional && why.trim() === "";
    setMissing(lacking);
    if (!lacking) doing.mutate();
  };
  const unknown = doing.error instanceof Failure && doing.error.undecided;
  const told = done && doing.data !== undefined;
  return (
    <>
      <Button kinds={kinds} onClick={begin}>
        {label}
      </Button>
      <Dialog title={told ? say.doneTitle : title} open={open} onClose={close}>
        {told ? (
          done(doing.data as T)
        ) : (
          <form
            className="stack"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              send();
            }}
          >
            {doing.error instanceof Failure && <FailureNote failure={doing.error} focus />}
            {children}
            {reason && (
              <div className="field">
                <label htmlFor={id}>{reason.label}</label>
                {reason.hint && (
                  <span className="hint" id={`${id}-hint`}>
                    {reason.hint}
                  </span>
                )}
                <textarea
                  id={id}
                  className="input"
                  rows={3}
                  maxLength={500}
                  value={why}
                  readOnly={unknown}
                  aria-invalid={missing || undefined}
                  aria-describedby={[missing && `${id}-error`, reason.hint && `${id}-hint`].filter(Boolean).join(" ") || undefined}
                  onChange={(event) => setWhy(event.target.value)}
                />
                {missing && (
                  <span className="error" id={`${id}-error`}>
                    {say.required}
                  </span>
                )}
              </div>
            )}
            <div className="row">
              <Button type="submit" kinds={kinds.includes("danger") ? ["danger"] : ["primary"]} busy={doing.isPending}>
                {doing.isPending ? say.sending : unknown ? say.askAgain : label}
              </Button>
              <Button onClick={close}>{say.cancel}</Button>
            </div>
          </form>
        )}
        {told && (
          <div className="row">
            <Button onClick={close}>{say.close}</Button>
          </div>
        )}
      </Dialog>
    </>
  );
}
