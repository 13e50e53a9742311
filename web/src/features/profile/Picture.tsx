import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { profile } from "../../api/reads";
import { useWords, words } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { FileField } from "../../ui/FileField";
import { Panel } from "../../ui/Panel";
import { ACCEPTED, read } from "./picture";

const texts = words(
  {
    title: "Picture",
    yours: "Your picture",
    chosen: "The picture you chose",
    choose: "PNG, JPEG or WebP; what a camera wrote into it is not kept",
    wrong: "This is no picture that we can open",
    show: "Use this picture",
    sending: "Sending…",
    shown: "This is your picture now.",
  },
  {
    title: "Foto",
    yours: "Tu foto",
    chosen: "La foto que has elegido",
    choose: "PNG, JPEG o WebP; lo que la cámara escribió en ella no se guarda",
    wrong: "No es una foto que podamos abrir",
    show: "Usar esta foto",
    sending: "Enviando…",
    shown: "Esta es ahora tu foto.",
  },
);

/** One choice: sent again, it is sent under the same key. */
interface Chosen {
  image: string;
  key: string;
}

export function Picture({ person }: { person: Schemas["Profile"] }) {
  const say = useWords(texts);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [wrong, setWrong] = useState(false);
  const latest = useRef(0); // a slow picture does not come after a later one
  const { userId } = person;
  const sending = useMutation({
    mutationFn: ({ image, key }: Chosen) =>
      ask(api.POST("/profile/{user_id}/avatar", { params: { path: { user_id: userId }, header: { "Idempotency-Key": key } }, body: { image } })),
    onSuccess: ({ avatarUrl }) => {
      setChosen(null);
      queries.setQueryData(profile(userId).queryKey, (known: Schemas["Profile"] | undefined) => known && { ...known, avatarUrl });
    },
  });
  const choose = async (file: File | null) => {
    const mine = (latest.current += 1);
    sending.reset();
    setWrong(false);
    setChosen(null);
    if (!file) return;
    const image = await read(file).catch(() => null);
    if (latest.current !== mine) return;
    if (image) setChosen({ image, key: crypto.randomUUID() });
    else setWrong(true);
  };
  return (
    <Panel title={say.title}>
      {sending.error instanceof Failure && <FailureNote failure={sending.error} focus />}
      <div className="row">
        <Face picture={chosen?.image ?? person.avatarUrl} alt={chosen ? say.chosen : say.yours} person={person} />
        <span role="status" className="good">{sending.isSuccess ? say.shown : ""}</span>
      </div>
      <FileField label={say.choose} accept={ACCEPTED} wrong={wrong ? say.wrong : null} onChoose={(file) => void choose(file)} />
      {chosen && (
        <div className="row">
          <Button kinds={["primary"]} busy={sending.isPending} onClick={() => sending.mutate(chosen)}>
            {sending.isPending ? say.sending : say.show}
          </Button>
        </div>
      )}
    </Panel>
  );
}

/** The picture; until there is one, or where it does not come, the first letters of the name. */
function Face({ picture, alt, person }: { picture: string | null; alt: string; person: Schemas["Profile"] }) {
  const [missing, setMissing] = useState<string | null>(null);
  if (picture && picture !== missing) return <img className="face" src={picture} alt={alt} onError={() => setMissing(picture)} />;
  const letters = [person.name, person.lastName].map((each) => [...each][0] ?? "").join("");
  return (
    <span className="face" aria-hidden="true">
      {letters}
    </span>
  );
}
