import { type ComponentProps, useState } from "react";
import { useWords } from "../i18n/words";
import { Button } from "./Button";
import { texts } from "./words";

/** A button that puts a text where it can be pasted from, and says so. `named`: whose it is, where several stand on a page. */
export function Copy({ text, named, ...rest }: { text: string; named?: string } & Omit<ComponentProps<typeof Button>, "onClick">) {
  const say = useWords(texts);
  const [copied, setCopied] = useState(false);
  const told = copied ? say.copied : say.copy;
  return (
    <Button {...rest} aria-label={named && `${told}: ${named}`} onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {told}
    </Button>
  );
}
