/** What a member of the staff did, in words: `loan.approve` is "Loan: approved". What has no words here stands as it is. */

import type { Locale } from "../../../i18n/locale";

type Words = Record<string, Record<Locale, string>>;

const THINGS: Words = {
  account: { en: "Account", es: "Cuenta" },
  approval: { en: "Proposal", es: "Propuesta" },
  customer: { en: "Customer", es: "Cliente" },
  error: { en: "Error", es: "Error" },
  execution: { en: "Execution", es: "Ejecución" },
  fraud: { en: "Fraud", es: "Fraude" },
  fraud_case: { en: "Fraud case", es: "Caso de fraude" },
  fraud_list: { en: "Fraud list", es: "Lista contra el fraude" },
  fraud_report: { en: "Report to the authorities", es: "Informe a las autoridades" },
  fraud_rule: { en: "Fraud rule", es: "Regla contra el fraude" },
  kyc: { en: "Verification", es: "Verificación" },
  loan: { en: "Loan", es: "Préstamo" },
  login: { en: "Sign-in", es: "Acceso" },
  notification: { en: "Notification", es: "Notificación" },
  personal_number: { en: "Whole personal number", es: "Número personal completo" },
  posting: { en: "Posting", es: "Asiento" },
  sessions: { en: "Sessions", es: "Sesiones" },
  staff: { en: "Staff", es: "Personal" },
  transfer: { en: "Transfer", es: "Transferencia" },
};

const VERBS: Words = {
  add: { en: "added", es: "alta" },
  analyze: { en: "analysed", es: "análisis" },
  approve: { en: "approved", es: "aprobación" },
  backtest: { en: "tried on the past", es: "prueba con el pasado" },
  bring: { en: "put in another state", es: "cambio de estado" },
  change: { en: "changed", es: "cambio" },
  close: { en: "closed", es: "cierre" },
  decline: { en: "declined", es: "rechazo" },
  end: { en: "ended", es: "fin" },
  file: { en: "filed", es: "presentación" },
  freeze: { en: "frozen", es: "congelación" },
  look: { en: "looked at", es: "consulta" },
  make: { en: "made", es: "creación" },
  note: { en: "noted", es: "nota" },
  pass_time: { en: "time passed", es: "paso del tiempo" },
  propose: { en: "proposed", es: "propuesta" },
  receive: { en: "received", es: "recepción" },
  redrive: { en: "run again", es: "nueva ejecución" },
  reject: { en: "rejected", es: "rechazo" },
  remove: { en: "removed", es: "baja" },
  retry: { en: "retried", es: "reintento" },
  return: { en: "returned", es: "devolución" },
  reverse: { en: "given back", es: "devolución" },
  roles: { en: "roles", es: "papeles" },
  send: { en: "sent", es: "envío" },
  settle: { en: "settled", es: "liquidación" },
  submit: { en: "submitted", es: "entrega" },
  take: { en: "taken", es: "asignación" },
  unfreeze: { en: "unfrozen", es: "descongelación" },
  unlock: { en: "unlocked", es: "desbloqueo" },
  withhold: { en: "more asked for", es: "petición de datos" },
};

export function actOf(what: string, language: Locale): string {
  const [thing = "", ...verbs] = what.split(".");
  const told = [THINGS[thing], ...verbs.map((verb) => VERBS[verb])].map((each) => each?.[language]);
  if (told.includes(undefined)) return what;
  return verbs.length > 0 ? `${told[0]}: ${told.slice(1).join(", ")}` : (told[0] ?? what);
}
