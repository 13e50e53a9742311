/** Why another bank sends a transfer back, in the words of the network. */

import type { Schemas } from "../../../api/client";
import { words } from "../../../i18n/words";

type Code = Schemas["ReturnRequest"]["code"];

export const CODES = [
  "R01", "R02", "R03", "R04", "R05", "R07", "R08", "R09", "R10", "R11", "R16", "R20", "R23", "R37", "R38", "R51", "R52", "R53",
] as const satisfies readonly Code[];

export const codes = words(
  {
    R01: "Insufficient funds",
    R02: "Account closed",
    R03: "No such account",
    R04: "Account number not valid",
    R05: "Consumer debit not authorized",
    R07: "Authorization revoked",
    R08: "Payment stopped",
    R09: "Funds not collected yet",
    R10: "Not authorized by its owner",
    R11: "Not as it was authorized",
    R16: "Account frozen",
    R20: "Account takes no payments",
    R23: "Refused by the receiver",
    R37: "Source document presented",
    R38: "Stop payment on the source document",
    R51: "Item not eligible",
    R52: "Stop payment on the item",
    R53: "Item presented as well",
  } satisfies Record<Code, string>,
  {
    R01: "Fondos insuficientes",
    R02: "Cuenta cerrada",
    R03: "No existe la cuenta",
    R04: "Número de cuenta no válido",
    R05: "Cargo a consumidor no autorizado",
    R07: "Autorización revocada",
    R08: "Pago detenido",
    R09: "Fondos aún no cobrados",
    R10: "No autorizado por su titular",
    R11: "No como se autorizó",
    R16: "Cuenta bloqueada",
    R20: "La cuenta no admite pagos",
    R23: "Rechazado por quien recibe",
    R37: "Documento original presentado",
    R38: "Pago del documento original detenido",
    R51: "Efecto no admitido",
    R52: "Pago del efecto detenido",
    R53: "Efecto presentado también",
  },
);
