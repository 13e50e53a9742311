import { words } from "../../../i18n/words";

export const texts = words(
  {
    title: "Traces",
    trace: "Trace",
    about: "Every answer of the bank carries an X-Correlation-Id, and an error page shows it. By it everything is found that the request caused.",
    id: "Correlation id",
    open: "Open",
  },
  {
    title: "Trazas",
    trace: "Traza",
    about: "Cada respuesta del banco lleva un X-Correlation-Id, y una página de error lo muestra. Por él se encuentra todo lo que causó la petición.",
    id: "Número de correlación",
    open: "Abrir",
  },
);
