import { words } from "../i18n/words";
import type { Tone } from "./Status";

/** What an account of a customer is of, and whether money may go out of it, in words. */
export const products = words(
  {
    checking: "Checking account",
    savings: "Savings account",
    debit_card: "Debit card",
    credit_card: "Credit card",
    wallet: "Wallet",
    loan: "Loan",
    savings_goal: "Savings goal",
    OPEN: "Open",
    FROZEN: "Frozen",
    PENDING: "Pending",
    CLOSED: "Closed",
  },
  {
    checking: "Cuenta corriente",
    savings: "Cuenta de ahorro",
    debit_card: "Tarjeta de débito",
    credit_card: "Tarjeta de crédito",
    wallet: "Monedero",
    loan: "Préstamo",
    savings_goal: "Meta de ahorro",
    OPEN: "Abierta",
    FROZEN: "Congelada",
    PENDING: "Pendiente",
    CLOSED: "Cerrada",
  },
);

export const ACCOUNT_TONES: Record<"OPEN" | "FROZEN" | "PENDING" | "CLOSED", Tone> = { OPEN: "good", FROZEN: "bad", PENDING: "wait", CLOSED: "plain" };
