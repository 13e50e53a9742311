import { words } from "../../../i18n/words";

export const texts = words(
  {
    title: "Give a transfer back",
    about: "To who paid it. You propose, somebody else of operations approves; until then nothing moves.",
    transfer: "Transfer id",
    transferHint: "On the receipt of both customers, and on the fraud case",
    open: "Open",
    amount: "Amount",
    reason: "Why",
    reasonHint: "For whoever approves it; customers are not told",
    confirm: "Propose it",
    proposed: "Proposed. The money moves when somebody else has approved it.",
  },
  {
    title: "Devolver una transferencia",
    about: "A quien la pagó. Tú propones, aprueba otra persona de operaciones; hasta entonces nada se mueve.",
    transfer: "Número interno de la transferencia",
    transferHint: "En el recibo de ambos clientes, y en el caso de fraude",
    open: "Abrir",
    amount: "Importe",
    reason: "Por qué",
    reasonHint: "Para quien lo apruebe; a los clientes no se les dice",
    confirm: "Proponerlo",
    proposed: "Propuesto. El dinero se mueve cuando otra persona lo haya aprobado.",
  },
);
