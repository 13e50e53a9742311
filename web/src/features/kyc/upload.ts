/** Sends a file to where the bank told: a form that S3 takes by itself, past the bank's own servers. */

import { Failure } from "../../api/failure";
import type { Schemas } from "../../api/client";

export const MAXIMUM_BYTES = 10 * 1024 * 1024;
export const ACCEPTED = "application/pdf,image/jpeg,image/png";
const BEGINNINGS = [
  [0x25, 0x50, 0x44, 0x46, 0x2d], // %PDF-
  [0xff, 0xd8, 0xff], // JPEG
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], // PNG
];

/** Why the bank would not take a file, or null: said before the whole of it has travelled. */
export async function unfit(file: Blob): Promise<"empty" | "tooLarge" | "otherKind" | null> {
  if (file.size === 0) return "empty";
  if (file.size > MAXIMUM_BYTES) return "tooLarge";
  const first = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  return BEGINNINGS.some((bytes) => bytes.every((byte, at) => first[at] === byte)) ? null : "otherKind";
}

/** `onProgress` is told the share that has left, from 0 to 1. Throws a Failure; the same form may be sent again. */
export function upload({ url, fields }: Schemas["UploadForm"], file: Blob, onProgress: (share: number) => void): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file); // S3 looks at nothing behind it
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest(); // fetch tells of no progress
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => failed(Failure.offline());
    request.onload = () => (request.status < 300 ? done() : failed(new Failure(codeOf(request.responseText), request.status, null, null, null)));
    request.open("POST", url);
    request.send(form);
  });
}

function codeOf(answer: string): string {
  return answer.includes("EntityTooLarge") ? "document_too_large" : "upload_refused";
}
