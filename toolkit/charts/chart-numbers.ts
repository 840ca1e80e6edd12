const places = / (?:d|x|y|[xy][12]|cx|cy|r|rx|ry|width|height|transform|points|offset)="[^"]*"/g;

/** Coordinates with two decimals: a hundredth of a pixel is not seen, and half of a drawing is decimals. */
export function shortNumbers(svg: string): string {
  return svg.replace(places, (attribute) =>
    attribute.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => `${Math.round(Number(number) * 100) / 100}`),
  );
}
