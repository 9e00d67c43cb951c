import type { Sheet } from './sheet';
import { sheetSize, sheetSvg } from './sheet-svg';

/** What every browser makes of a canvas, an iPad's too. */
const PIXELS_MAX = 12_000_000;

/** A sheet as a PNG: one pixel for a cell unit, or less where that were too many. @throws Error where the browser cannot draw it */
export async function sheetPng(sheet: Sheet): Promise<Blob> {
  const svg = URL.createObjectURL(new Blob([sheetSvg(sheet, { isFramed: true })], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = svg;
    await image.decode();
    const { width, height } = sheetSize(sheet, sheet.rows);
    const scale = Math.min(1, Math.sqrt(PIXELS_MAX / (width * height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(svg);
  }
}
