import { createHash } from "node:crypto";
import { escapeMarkup } from "../charts/svg-document-markup.ts";
import { pageScript } from "./report-script.ts";
import { pageStyle } from "./report-style.ts";

/** What stands in a page. */
export interface PageParts {
  title: string;
  description: string;
  body: string;
  /** Rules for this page only. */
  style?: string;
}

/** A page in one file: no request to anywhere, one script allowed by its digest, light and dark. */
export function page({ title, description, body, style = "" }: PageParts): string {
  const digest = createHash("sha256").update(pageScript).digest("base64");
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escapeMarkup(description)}">
<title>${escapeMarkup(title)}</title>
<link rel="icon" href="data:,">
<style>${pageStyle}${style}</style>
</head>
<body>
${body}
<script>${pageScript}</script>
</body>
</html>
`;
}
