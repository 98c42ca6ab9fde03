// A heat map as a picture, for its PNG: the table on screen drawn once more upon a canvas.
import { heatOf, scaleOf, type HeatInput, type HeatRow } from "./heat";
import type { ChartTheme } from "./theme";

const cell = { width: 68, height: 30 };
const labels = 120;
const sizes = 70;
const edge = 16;

/** A canvas of twice the size, as screens show pictures finely. */
export function heatPicture(input: HeatInput, theme: ChartTheme, full: string): HTMLCanvasElement {
  const rows = [...input.rows, ...(input.average ? [input.average] : [])];
  const canvas = document.createElement("canvas");
  const width = edge * 2 + labels + sizes + input.columns.length * cell.width;
  const height = edge * 2 + (rows.length + 1) * cell.height;
  canvas.width = width * 2;
  canvas.height = height * 2;
  const pen = canvas.getContext("2d");
  if (!pen) return canvas;
  pen.scale(2, 2);
  pen.fillStyle = theme.surface;
  pen.fillRect(0, 0, width, height);
  pen.font = `12px ${theme.font}`;
  pen.textBaseline = "middle";

  const scale = scaleOf(input.rows);
  const write = (text: string, x: number, y: number, align: CanvasTextAlign, colour: string) => {
    pen.fillStyle = colour;
    pen.textAlign = align;
    pen.fillText(text, x, y);
  };
  const draw = (row: HeatRow, index: number) => {
    const top = edge + (index + 1) * cell.height;
    const middle = top + cell.height / 2;
    write(row.label, edge, middle, "left", theme.ink);
    write(row.size, edge + labels + sizes - 12, middle, "right", theme.inkSoft);
    for (const [column, one] of row.cells.entries()) {
      const left = edge + labels + sizes + column * cell.width;
      if (one.value !== null) {
        pen.globalAlpha = heatOf(one.value, scale);
        pen.fillStyle = full;
        pen.fillRect(left + 1, top + 1, cell.width - 2, cell.height - 2);
        pen.globalAlpha = 1;
      } else if (one.state === "open") hatch(pen, left + 1, top + 1, theme.line);
      write(
        one.text || (one.due ?? ""),
        left + cell.width / 2,
        middle,
        "center",
        one.text ? theme.ink : theme.inkFaint,
      );
    }
  };

  const head = edge + cell.height / 2;
  write(input.labelTitle, edge, head, "left", theme.inkFaint);
  write(input.sizeTitle, edge + labels + sizes - 12, head, "right", theme.inkFaint);
  for (const [column, title] of input.columns.entries()) {
    const left = edge + labels + sizes + column * cell.width;
    write(title, left + cell.width / 2, head, "center", theme.inkFaint);
  }
  for (const [index, row] of rows.entries()) draw(row, index);
  return canvas;
}

function hatch(pen: CanvasRenderingContext2D, left: number, top: number, colour: string): void {
  const [width, height] = [cell.width - 2, cell.height - 2];
  pen.save();
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.clip();
  pen.strokeStyle = colour;
  pen.beginPath();
  for (let x = left - height; x < left + width; x += 6) {
    pen.moveTo(x, top + height);
    pen.lineTo(x + height, top);
  }
  pen.stroke();
  pen.restore();
}
