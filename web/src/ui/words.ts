/** What the shared parts of the screen say. */

import { words } from "../i18n/words";

export const texts = words(
  {
    back: "Back",
    retry: "Try again",
    more: "Show more",
    loading: "Loading",
    close: "Close",
    cancel: "Cancel",
    toProposal: "To the proposal",
    copy: "Copy",
    copied: "Copied",
    reference: "Reference for our staff",
    prove: "Show who you are",
    confirmEmail: "Confirm your email",
    limits: "See what your level opens",
  },
  {
    back: "Volver",
    retry: "Reintentar",
    more: "Ver más",
    loading: "Cargando",
    close: "Cerrar",
    cancel: "Cancelar",
    toProposal: "A la propuesta",
    copy: "Copiar",
    copied: "Copiado",
    reference: "Referencia para nuestro equipo",
    prove: "Mostrar quién eres",
    confirmEmail: "Confirmar tu correo",
    limits: "Ver qué permite tu nivel",
  },
);
