import { useState } from "react";
import { api, ask } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { texts } from "./words";

/** Keeps somebody who was just paid, to be chosen the next time. */
export function KeepPayee({ name, accountNumber }: { name: string; accountNumber: string }) {
  const say = useWords(texts);
  const [state, setState] = useState<"asked" | "keeping" | "kept" | Failure>("asked");
  const keep = async () => {
    setState("keeping");
    try {
      await ask(api.POST("/api/v1/payees", { body: { name, accountNumber } }));
      await queries.invalidateQueries({ queryKey: ["payees"] });
      setState("kept");
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setState(error);
    }
  };
  if (state instanceof Failure) return <FailureNote failure={state} focus />;
  if (state === "kept") return <p role="status">{say.kept(name)}</p>;
  return (
    <Button busy={state === "keeping"} onClick={() => void keep()}>
      {say.keep(name)}
    </Button>
  );
}
