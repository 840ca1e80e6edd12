import type { SvgElement } from "./svg-document.ts";

type Test = (element: SvgElement) => boolean;

const compiled = new Map<string, Test>();

function compound(text: string): Test {
  const tag = /^[\w-]+/.exec(text)?.[0];
  const classes = [...text.matchAll(/\.([\w-]+)/g)].map(([, name]) => name as string);
  const attributes = [...text.matchAll(/\[([\w-]+)(?:(\$|\^|\*)?="([^"]*)")?\]/g)];
  return (element) =>
    (tag === undefined || element.tagName === tag) &&
    classes.every((name) => element.className.split(" ").includes(name)) &&
    attributes.every(([, name, how, wanted]) => {
      const value = element.getAttribute(name as string);
      if (value === null || wanted === undefined) return value !== null;
      if (how === "$") return value.endsWith(wanted);
      if (how === "^") return value.startsWith(wanted);
      return how === "*" ? value.includes(wanted) : value === wanted;
    });
}

/**
 * A test for a CSS selector: tags, classes, attributes, descendants (`.tick line`), children (`text > tspan`), lists.
 *
 * @param selector the selector, without pseudo-classes
 */
export function compileSelector(selector: string): Test {
  const known = compiled.get(selector);
  if (known) return known;
  const either = selector.split(/,(?![^[]*\])/).map((one) => {
    const parts =
      one
        .trim()
        .replace(/\s*>\s*/g, " >")
        .match(/(?:\[[^\]]*\]|\S)+/g) ?? [];
    const tests = parts.map((part) => ({ direct: part.startsWith(">"), test: compound(part.replace(/^>/, "")) }));
    const last = tests.length - 1;
    const climb = (element: SvgElement | null, at: number, direct: boolean): boolean => {
      for (let above = element; above; above = above.parentNode) {
        if (tests[at].test(above) && (at === 0 || climb(above.parentNode, at - 1, tests[at].direct))) return true;
        if (direct) return false;
      }
      return false;
    };
    return (element: SvgElement): boolean =>
      tests[last].test(element) && (last === 0 || climb(element.parentNode, last - 1, tests[last].direct));
  });
  const test: Test = (element) => either.some((one) => one(element));
  compiled.set(selector, test);
  return test;
}
