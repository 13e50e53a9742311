/** What was submitted, beside what the customer says: pictures in sight, and everything to be fetched. */

import { useState } from "react";
import type { Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { texts } from "./words";

type Document = Schemas["DocumentLink"];
const TONES = { CLEAN: "good", REJECTED: "bad", SCANNING: "wait", UPLOADING: "wait" } as const;

export function Documents({ documents }: { documents: Document[] }) {
  const say = useWords(texts);
  return (
    <Panel flush title={say.documents}>
      <ul className="list papers">
        {documents.map((each) => (
          <li key={each.documentId} className="paper">
            {each.url && each.contentType?.startsWith("image/") && <Picture name={say[each.type]} url={each.url} />}
            <div className="row apart">
              <Told document={each} />
              {each.url ? (
                <a className="button" href={each.url} target="_blank" rel="noopener noreferrer" aria-label={say.openLabel(say[each.type])}>
                  {say.open}
                </a>
              ) : (
                <Status tone={TONES[each.status]}>{say[each.status]}</Status>
              )}
            </div>
          </li>
        ))}
      </ul>
      <p className="soft small panel-foot">{say.linkText}</p>
    </Panel>
  );
}

function Told({ document }: { document: Document }) {
  const say = useWords(texts);
  const facts = [
    document.contentType,
    document.sizeBytes && `${Math.ceil(document.sizeBytes / 1024)} kB`,
    document.numberLast4 && `${say.number} ··${document.numberLast4}`,
  ];
  return (
    <span className="line-text">
      <span>{say[document.type]}</span>
      <span className="soft small">
        {facts.filter(Boolean).join(" · ")}
        {document.expiresOn && (
          <>
            {" "}
            · {say.expires} <When at={document.expiresOn} how="day" />
          </>
        )}
      </span>
    </span>
  );
}

/** Small in the list, and as large as the screen allows when it is pressed. A link that ran out leaves its words. */
function Picture({ name, url }: { name: string; url: string }) {
  const say = useWords(texts);
  const [isLarge, setIsLarge] = useState(false);
  return (
    <>
      <button type="button" className="paper-picture" aria-label={say.enlarge(name)} onClick={() => setIsLarge(true)}>
        <img src={url} alt={name} />
      </button>
      <Dialog title={name} open={isLarge} onClose={() => setIsLarge(false)}>
        <img className="paper-large" src={url} alt={name} />
        <div className="row">
          <Button onClick={() => setIsLarge(false)}>{say.close}</Button>
        </div>
      </Dialog>
    </>
  );
}
