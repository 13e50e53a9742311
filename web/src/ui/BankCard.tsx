/** A card as it looks. */

import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Schemas } from "../api/client";
import { useWords, words } from "../i18n/words";
import { Money } from "./Money";

const texts = words(
  { DEBIT: "Debit card", CREDIT: "Credit card", PENDING: "Not active yet", card: "Card", available: "Available", used: "Used", frozen: "Frozen" },
  { DEBIT: "Tarjeta de débito", CREDIT: "Tarjeta de crédito", PENDING: "Aún no activa", card: "Tarjeta", available: "Disponible", used: "Usado", frozen: "Congelada" },
);

export function BankCard({ card, to }: { card: Schemas["CardView"]; to?: string }) {
  const say = useWords(texts);
  const names = ["bank-card", card.type === "CREDIT" && "dark", (card.frozen || card.status === "PENDING") && "pending"].filter(Boolean).join(" ");
  // Of credit one looks for what is owed; how much more there is to use stands on the card's own page.
  const [label, amount] = card.type === "CREDIT" ? [say.used, card.used ?? "0"] : [say.available, card.available];
  const inside: ReactNode = (
    <>
      <span className="top">
        <span>Inferno Bank</span>
        <span className="tag">{card.frozen ? say.frozen : card.status === "PENDING" ? say.PENDING : say[card.type]}</span>
      </span>
      <span className="middle">
        <span className="small">{label}</span>
        <span className="figure">
          <Money amount={amount} currency={card.currency} />
        </span>
      </span>
      <span className="bottom">
        <span className="number">
          <span aria-hidden="true">•••• </span>
          <span className="visually-hidden">{say.card} </span>
          {card.last4}
        </span>
        <span>{card.currency}</span>
      </span>
    </>
  );
  return to ? (
    <Link className={names} to={to}>
      {inside}
    </Link>
  ) : (
    <div className={names}>{inside}</div>
  );
}
