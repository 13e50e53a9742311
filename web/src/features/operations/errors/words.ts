import { words } from "../../../i18n/words";

export const texts = words(
  {
    title: "Errors",
    about: "What failed for good and nobody has retried. A retry hands it back to where it failed, once.",
    none: "Nothing failed",
    noneText: "What fails for good lies here until somebody retries it.",
    table: "Table",
    at: "Failed",
    input: "What was asked for",
    retry: "Retry",
    retryTitle: (source: string) => `Retry: ${source}`,
    retryText: "It is handed back to where it failed. What had been done is found done, so nothing happens twice.",
    retried: "It is on its way again.",
    fixed: "It cannot be retried from here",
    execution: "Its execution",
  },
  {
    title: "Errores",
    about: "Lo que falló sin remedio y nadie ha reintentado. Un reintento lo devuelve a donde falló, una sola vez.",
    none: "Nada ha fallado",
    noneText: "Lo que falla sin remedio queda aquí hasta que alguien lo reintente.",
    table: "Tabla",
    at: "Falló",
    input: "Qué se pidió",
    retry: "Reintentar",
    retryTitle: (source: string) => `Reintentar: ${source}`,
    retryText: "Se devuelve a donde falló. Lo que ya estaba hecho se encuentra hecho: nada ocurre dos veces.",
    retried: "Está otra vez en camino.",
    fixed: "No se puede reintentar desde aquí",
    execution: "Su ejecución",
  },
);
