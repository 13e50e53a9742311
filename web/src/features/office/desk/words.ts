import { plural, words } from "../../../i18n/words";

const waits = { en: { one: "# waits", other: "# wait" }, es: { one: "# espera", other: "# esperan" } };

export const texts = words(
  {
    title: "Desk",
    waiting: "What waits for you",
    cases: "Fraud cases",
    reviews: "Verifications",
    loans: "Loans to decide",
    approvals: "Proposals of colleagues",
    errors: "Failed for good",
    waits: (count: number) => plural("en", count, waits.en),
    more: (count: number) => `${count} or more wait`,
    nothing: "Nothing waits",
    you: "You",
    email: "Email",
    roles: "Your roles",
    about: "Every look at a customer and everything you do here is in the audit log.",
  },
  {
    title: "Mesa",
    waiting: "Lo que te espera",
    cases: "Casos de fraude",
    reviews: "Verificaciones",
    loans: "Préstamos por decidir",
    approvals: "Propuestas de colegas",
    errors: "Fallado sin remedio",
    waits: (count: number) => plural("es", count, waits.es),
    more: (count: number) => `${count} o más esperan`,
    nothing: "Nada espera",
    you: "Tú",
    email: "Correo electrónico",
    roles: "Tus papeles",
    about: "Cada mirada a un cliente y todo lo que haces aquí queda en el registro de auditoría.",
  },
);
