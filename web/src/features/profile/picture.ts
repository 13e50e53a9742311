/** A picture of the customer's device as the bank takes it: a data URL of at most two mebibytes. */

export const ACCEPTED = "image/png,image/jpeg,image/webp";
const MOST_BYTES = 2 * 1024 * 1024;
const MOST_PIXELS = 4096 * 4096;
const SIDE_PIXELS = 1024; // the bank shows none larger
const QUALITY = 0.9;

/** A photograph of a phone is made smaller first. Throws where it is no picture, which the browser sees as it opens it. */
export async function read(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  try {
    return await dataUrl(file.size > MOST_BYTES || picture.width * picture.height > MOST_PIXELS ? await smaller(picture) : file);
  } finally {
    picture.close();
  }
}

async function smaller(picture: ImageBitmap): Promise<Blob> {
  const share = Math.min(1, SIDE_PIXELS / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * share));
  canvas.height = Math.max(1, Math.round(picture.height * share));
  const paper = canvas.getContext("2d")!;
  paper.fillStyle = "white"; // JPEG has no glass
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture cannot be made smaller"))), "image/jpeg", QUALITY));
}

function dataUrl(file: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as string);
    reader.onerror = () => failed(reader.error ?? new Error("The picture cannot be read"));
    reader.readAsDataURL(file);
  });
}
