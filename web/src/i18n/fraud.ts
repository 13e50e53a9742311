/**
 * What the bank ships with a name: the facts that fraud rules ask about, and its own rules. English is what the bank itself says
 * (`python -m release.web --types` writes it); what has no text here, such as a rule that staff wrote, is told as it came.
 */

import shipped from "./shipped.json";
import { useLocale } from "./locale";
import { words } from "./words";

export const facts = words(shipped.facts, {
  kind: "transfer, payment, purchase, withdrawal, debit, cashIn u opening",
  amountMinor: "cuánto, en unidades menores de la moneda",
  currency: "un código ISO 4217, como USD",
  hourUtc: "la hora del día, de 0 a 23, en UTC",
  hourLocal: "la hora del día donde vive quien paga",
  country: "dónde vive quien paga, en las dos letras de ISO 3166, como US",
  customerLevel: "cuánto se sabe de quien paga: NONE, BASIC, FULL o ENHANCED",
  accountAgeDays: "cuántos días lleva abierta la cuenta",
  newPayee: "si nunca se envió nada a esta cuenta",
  payeeAgeHours: "cuántas horas hace de la primera transferencia a esta cuenta, 0 si es nueva",
  merchant: "el nombre del comercio tal como se escribió",
  payeeAccount: "el id de la cuenta que recibe",
  count1h: "cuántos pagos salieron de la cuenta, por cualquier vía, en la última hora",
  count24h: "cuántos pagos salieron de la cuenta, por cualquier vía, en las últimas 24 horas",
  count7d: "cuántos pagos salieron de la cuenta, por cualquier vía, en los últimos 7 días",
  sumMinor1h: "cuánto sumaron los de la última hora, en unidades menores",
  sumMinor24h: "cuánto sumaron los de las últimas 24 horas, en unidades menores",
  sumMinor7d: "cuánto sumaron los de los últimos 7 días, en unidades menores",
  cashInCount1h: "cuántas veces entró efectivo en la última hora",
  cashInCount24h: "cuántas veces entró efectivo en las últimas 24 horas",
  cashInCount7d: "cuántas veces entró efectivo en los últimos 7 días",
  cashInSumMinor1h: "cuánto efectivo entró en la última hora, en unidades menores",
  cashInSumMinor24h: "cuánto efectivo entró en las últimas 24 horas, en unidades menores",
  cashInSumMinor7d: "cuánto efectivo entró en los últimos 7 días, en unidades menores",
  nearReportCount3d: "cuántas veces entró efectivo entre el 80 y el 100 % de lo que se informa, en los últimos 3 días",
  openAccounts: "cuántas cuentas tiene el cliente",
  addressAgeHours: "cuántas horas hace que se conoce el correo del cliente",
  documentReused: "si un documento del cliente fue antes de otro cliente",
});

export const rules = words(shipped.rules, {
  "00000000-0000-5000-8000-000000000001": "Diez pagos o más en una hora",
  "00000000-0000-5000-8000-000000000002": "Treinta pagos o más en un día",
  "00000000-0000-5000-8000-000000000003": "20.000 o más en un día",
  "00000000-0000-5000-8000-000000000004": "50.000 o más en una semana",
  "00000000-0000-5000-8000-000000000005": "Mucho a alguien nuevo",
  "00000000-0000-5000-8000-000000000006": "Mucho desde una cuenta reciente",
  "00000000-0000-5000-8000-000000000007": "Mucho de madrugada",
  "00000000-0000-5000-8000-000000000008": "Efectivo justo por debajo de lo que se informa, tres veces en tres días",
  "00000000-0000-5000-8000-000000000009": "Efectivo diez veces en un día",
  "00000000-0000-5000-8000-000000000010": "Mucho efectivo que sale enseguida",
  "00000000-0000-5000-8000-000000000011": "Muchas cuentas de un cliente",
  "00000000-0000-5000-8000-000000000012": "Una cuenta para quien presentó el documento de otro",
  "00000000-0000-5000-8000-000000000013": "Varias cuentas con un correo reciente",
});

type Known = Record<string, string | undefined>;

/** What a fact means, by its name. */
export function useMeaning(): (name: string) => string | undefined {
  const known: Known = facts[useLocale()];
  return (name) => known[name];
}

/** What a rule is called: one that the bank wrote in the language of the screen, any other as staff called it. */
export function useRuleName(): (rule: { ruleId: string; name: string; madeBy: string }) => string {
  const known: Known = rules[useLocale()];
  return ({ ruleId, name, madeBy }) => (madeBy === "bank" && known[ruleId]) || name;
}
