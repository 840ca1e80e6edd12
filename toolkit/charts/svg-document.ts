import { SvgCanvas } from "./svg-document-canvas.ts";
import { escapeMarkup } from "./svg-document-markup.ts";
import { compileSelector } from "./svg-document-selector.ts";
import { textWidth } from "./svg-document-text.ts";

const svgNamespace = "http://www.w3.org/2000/svg";
const toKebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A run of characters in the tree. */
export class SvgText {
  parentNode: SvgElement | null = null;
  readonly childNodes: readonly SvgNode[] = [];
  readonly ownerDocument: SvgDocument;
  textContent: string;

  constructor(ownerDocument: SvgDocument, textContent: string) {
    this.ownerDocument = ownerDocument;
    this.textContent = textContent;
  }
  get outerHTML(): string {
    return escapeMarkup(this.textContent);
  }
  cloneNode(): SvgText {
    return new SvgText(this.ownerDocument, this.textContent);
  }
}

/** Anything that may stand in the tree. */
export type SvgNode = SvgElement | SvgText;

/** An element: only what d3-selection and Observable Plot ask of one. */
export class SvgElement {
  readonly ownerDocument: SvgDocument;
  readonly namespaceURI: string;
  readonly tagName: string;
  readonly attributes = new Map<string, string>();
  parentNode: SvgElement | null = null;
  childNodes: SvgNode[] = [];
  #style: Record<string, unknown> | undefined;

  constructor(ownerDocument: SvgDocument, namespaceURI: string, tagName: string) {
    this.ownerDocument = ownerDocument;
    this.namespaceURI = namespaceURI;
    this.tagName = tagName;
  }

  /** Never attached to a page: Plot then leaves its tips to an animation frame, which `plot()` provides. */
  get isConnected(): boolean {
    return false;
  }
  get children(): SvgElement[] {
    return this.childNodes.filter((child) => child instanceof SvgElement);
  }
  get firstChild(): SvgNode | null {
    return this.childNodes[0] ?? null;
  }
  get firstElementChild(): SvgElement | null {
    return this.children[0] ?? null;
  }
  get lastChild(): SvgNode | null {
    return this.childNodes.at(-1) ?? null;
  }
  get nextSibling(): SvgNode | null {
    const siblings = this.parentNode?.childNodes ?? [];
    return siblings[siblings.indexOf(this) + 1] ?? null;
  }
  get className(): string {
    return this.getAttribute("class") ?? "";
  }
  set className(value: string) {
    this.setAttribute("class", value);
  }
  get textContent(): string {
    return this.childNodes.map((child) => child.textContent).join("");
  }
  set textContent(value: string) {
    this.childNodes = [];
    if (value !== "") this.append(value);
  }

  /** A bag that takes both `style.fontSize = 12` and `style.setProperty("font-size", 12)`. */
  get style(): Record<string, unknown> {
    if (this.#style) return this.#style;
    const bag: Record<string, unknown> = {};
    const hidden = (value: unknown): PropertyDescriptor => ({ value, enumerable: false });
    Object.defineProperties(bag, {
      setProperty: hidden((name: string, value: unknown) => {
        bag[name] = value;
      }),
      removeProperty: hidden((name: string) => {
        delete bag[name];
      }),
      getPropertyValue: hidden((name: string) => bag[name] ?? ""),
    });
    this.#style = bag;
    return bag;
  }
  set style(text: string) {
    this.setAttribute("style", text);
  }

  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }
  setAttribute(name: string, value: unknown): void {
    this.attributes.set(name, `${value}`);
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
  }
  // SVG 2 reads a plain href, so xlink:href needs no prefix of its own.
  setAttributeNS(_namespace: string, name: string, value: unknown): void {
    this.setAttribute(name, value);
  }
  getAttributeNS(_namespace: string, name: string): string | null {
    return this.getAttribute(name);
  }
  removeAttributeNS(_namespace: string, name: string): void {
    this.removeAttribute(name);
  }

  insertBefore<N extends SvgNode>(child: N, before: SvgNode | null | undefined): N {
    child.parentNode?.removeChild(child);
    const at = before ? this.childNodes.indexOf(before) : -1;
    this.childNodes.splice(at < 0 ? this.childNodes.length : at, 0, child);
    child.parentNode = this;
    return child;
  }
  appendChild<N extends SvgNode>(child: N): N {
    return this.insertBefore(child, null);
  }
  append(...children: (SvgNode | string)[]): void {
    for (const child of children)
      this.appendChild(typeof child === "string" ? new SvgText(this.ownerDocument, child) : child);
  }
  removeChild<N extends SvgNode>(child: N): N {
    const at = this.childNodes.indexOf(child);
    if (at >= 0) this.childNodes.splice(at, 1);
    child.parentNode = null;
    return child;
  }
  remove(): void {
    this.parentNode?.removeChild(this);
  }
  replaceWith(other: SvgNode): void {
    this.parentNode?.insertBefore(other, this);
    this.remove();
  }
  cloneNode(deep = false): SvgElement {
    const copy = new SvgElement(this.ownerDocument, this.namespaceURI, this.tagName);
    for (const [name, value] of this.attributes) copy.attributes.set(name, value);
    Object.assign(copy.style, this.style);
    if (deep) for (const child of this.childNodes) copy.appendChild(child.cloneNode(true));
    return copy;
  }

  *descendants(): Generator<SvgElement> {
    for (const child of this.children) {
      yield child;
      yield* child.descendants();
    }
  }
  matches(selector: string): boolean {
    return compileSelector(selector)(this);
  }
  querySelectorAll(selector: string): SvgElement[] {
    return [...this.descendants()].filter(compileSelector(selector));
  }
  querySelector(selector: string): SvgElement | null {
    const matches = compileSelector(selector);
    for (const element of this.descendants()) if (matches(element)) return element;
    return null;
  }

  /** The box of a text, from a table of glyph widths: enough for Plot to size a tip. */
  getBBox(): { x: number; y: number; width: number; height: number } {
    const size = Number.parseFloat(this.getAttribute("font-size") ?? "") || this.ownerDocument.fontSize;
    const lines = this.querySelectorAll("text > tspan");
    const texts = lines.length > 0 ? lines : [this];
    const width = Math.max(...texts.map((line) => textWidth(line.textContent, size)));
    return { x: 0, y: 0, width, height: texts.length * size * 1.1 };
  }
  // Nothing ever points at a static chart.
  addEventListener(): void {}
  removeEventListener(): void {}
  dispatchEvent(): boolean {
    return true;
  }

  get outerHTML(): string {
    const style = Object.entries(this.#style ?? {}).filter(
      ([, value]) => value !== null && value !== undefined && value !== "",
    );
    if (style.length > 0)
      this.setAttribute("style", style.map(([name, value]) => `${toKebab(name)}:${value}`).join(";"));
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}="${escapeMarkup(value)}"`).join("");
    const inner = this.childNodes.map((child) => child.outerHTML).join("");
    return inner === ""
      ? `<${this.tagName}${attributes}/>`
      : `<${this.tagName}${attributes}>${inner}</${this.tagName}>`;
  }
}

/** The document that Observable Plot draws into: SVG only, no page, no events, no fonts. */
export class SvgDocument {
  readonly documentElement: SvgElement;
  readonly fontSize: number;
  /** Plot dispatches an event when a pointer picks a value; a static chart ignores it. */
  readonly defaultView = { Event };

  constructor(fontSize: number) {
    this.fontSize = fontSize;
    this.documentElement = new SvgElement(this, svgNamespace, "html");
  }
  createElement(tagName: string): SvgElement | SvgCanvas {
    return tagName === "canvas" ? new SvgCanvas() : new SvgElement(this, "http://www.w3.org/1999/xhtml", tagName);
  }
  createElementNS(namespace: string, tagName: string): SvgElement {
    return new SvgElement(this, namespace, tagName);
  }
  createTextNode(text: string): SvgText {
    return new SvgText(this, text);
  }
}

/**
 * A document for Observable Plot's `document` option, where no browser is.
 *
 * It knows what d3-selection and Plot ask of a page and nothing more: elements, attributes, inline styles, a few selectors,
 * a canvas for colour ramps and rasters, and the width of a text from a table. The result is read from `outerHTML`.
 *
 * @param fontSize the size in px that the chart's text has where no `font-size` says otherwise
 * @example
 * ```ts
 * import * as Plot from "@observablehq/plot";
 * import { svgDocument } from "phonograph";
 * const document = svgDocument() as unknown as Document;
 * const drawing = Plot.plot({ document, color: { legend: true }, marks: [Plot.cellX([1, 2, 3], { fill: [1, 2, 3] })] });
 * console.assert(drawing.outerHTML.includes("data:image/png;base64,"));
 * ```
 */
export function svgDocument(fontSize = 12): SvgDocument {
  return new SvgDocument(fontSize);
}
