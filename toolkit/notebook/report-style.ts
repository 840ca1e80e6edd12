import { chartRules, fontFamily, themeVariables } from "../charts/theme.ts";

const serif = 'ui-serif,"Iowan Old Style",Charter,"Source Serif 4",Cambria,Georgia,"Liberation Serif",serif';
const mono = 'ui-monospace,"SF Mono","Cascadia Code",Menlo,Consolas,"Liberation Mono",monospace';

/** The style of every page that we write: one column to read, figures a little wider, light and dark, print, phone. */
export const pageStyle = [
  themeVariables(":root"),
  ":root{--pg-panel:light-dark(#f3f1ec,#1c2026);--pg-edge:light-dark(#d9d6cf,#383e48);--pg-alarm:light-dark(#a3271b,#ff8f80);--pg-link:light-dark(#00647a,#6cc9ea)}",
  "*{box-sizing:border-box}",
  `body{margin:0;background:var(--pg-surface);color:var(--pg-ink);font:17px/1.62 ${fontFamily};-webkit-text-size-adjust:100%;text-rendering:optimizeLegibility}`,
  "a{color:var(--pg-link);text-underline-offset:.18em;text-decoration-thickness:1px}",
  ":focus-visible{outline:2px solid var(--pg-series-1);outline-offset:3px;border-radius:3px}",
  "main,.pg-head,.pg-foot{max-width:calc(760px + 3rem);margin:0 auto;padding:0 1.5rem}",
  "main{padding-top:1rem}main>section>*,.pg-lead{max-width:760px}",
  "p,ul,ol,blockquote{max-width:68ch;margin:0 0 1em}li{margin:.3em 0}",
  `h1{font:600 clamp(2rem,1.2rem + 3.4vw,3.1rem)/1.1 ${serif};letter-spacing:-.015em;margin:.15em 0 .45em;text-wrap:balance;max-width:20em}`,
  `h2{font:600 1.62rem/1.22 ${serif};letter-spacing:-.008em;margin:0 0 .7em;text-wrap:balance}`,
  "h3{font-size:1.06rem;line-height:1.35;font-weight:650;margin:0 0 .15em;text-wrap:balance}h4,h5,h6{font-size:1rem;margin:1.6em 0 .4em}",
  "section{margin:0 0 2.2rem;scroll-margin-top:1rem}section>h2:first-child{padding-top:1.5rem;border-top:1px solid var(--pg-line)}h2.pg-cell{font-size:1.32rem;padding:0!important;border:0!important;margin-bottom:.8em}section.pg-aside{margin:-1.2rem 0 2.2rem}section.pg-aside+section.pg-aside{margin-top:-1.9rem}.pg-aside .pg-code{margin:0}",
  ".pg-head{padding-top:clamp(1.6rem,5vw,3.6rem);padding-bottom:.6rem}",
  ".pg-kicker{display:flex;gap:.6rem;align-items:center;color:var(--pg-quiet);font-size:.83rem;margin:0 0 1.1rem;max-width:none}.pg-kicker b{color:var(--pg-series-1);font-weight:650}.pg-kicker button{margin-left:auto}.pg-toc .in{padding-left:.9em}",
  ".pg-lead{font-size:1.2rem;line-height:1.55;color:var(--pg-ink)}.pg-lead p{max-width:62ch}",
  "button,.pg-button{font:inherit;font-size:.8rem;color:var(--pg-quiet);background:none;border:1px solid var(--pg-edge);border-radius:6px;padding:.12rem .6rem;cursor:pointer}button:hover{color:var(--pg-ink);border-color:var(--pg-quiet)}",
  ".pg-toc{font-size:.86rem;line-height:1.4}.pg-toc summary{color:var(--pg-quiet);cursor:pointer}.pg-toc ol{list-style:none;padding:0;margin:.6rem 0 0}.pg-toc li{margin:.5em 0}.pg-toc a{color:var(--pg-quiet);text-decoration:none}.pg-toc a:hover,.pg-toc a.here{color:var(--pg-ink)}.pg-toc a.here{box-shadow:-.8rem 0 0 -1px var(--pg-surface),-.9rem 0 0 -1px var(--pg-series-1)}",
  "@media(min-width:1240px){.pg-toc{position:fixed;top:3.7rem;left:max(1.5rem,calc(50vw - 640px));width:200px}.pg-toc summary{list-style:none;pointer-events:none}main,.pg-head,.pg-foot{transform:translateX(90px)}}",
  "@media(max-width:1239px){.pg-toc{max-width:calc(760px + 3rem);margin:0 auto 1.8rem;padding:0 1.5rem}}",
  "figure{margin:1.4rem 0 1.2rem}figcaption{margin:0 0 .9rem}figcaption h3{font-size:1.16rem}figcaption p{color:var(--pg-quiet);font-size:.95rem;line-height:1.45;margin:.1rem 0 0}",
  ".pg-caption,.pg-under{color:var(--pg-quiet);font-size:.82rem;line-height:1.5;margin:.55rem 0 .4rem}",
  ".narrow{display:none}@media screen and (max-width:540px){.wide{display:none}.narrow{display:block;max-width:430px}}",
  chartRules,
  ".scroll{overflow-x:auto;max-width:100%;background:linear-gradient(90deg,var(--pg-surface) 30%,transparent) 0/36px 100% no-repeat local,linear-gradient(270deg,var(--pg-surface) 30%,transparent) 100%/36px 100% no-repeat local,linear-gradient(90deg,color-mix(in srgb,var(--pg-ink) 22%,transparent),transparent) 0/12px 100% no-repeat scroll,linear-gradient(270deg,color-mix(in srgb,var(--pg-ink) 22%,transparent),transparent) 100%/12px 100% no-repeat scroll}.scroll>.pg-chart{min-width:560px}",
  "table{border-collapse:collapse;font-size:.88rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums;min-width:min(100%,22rem)}th,td{text-align:left;padding:.42rem 1.3rem .42rem 0;border-bottom:1px solid var(--pg-line);white-space:nowrap;vertical-align:top}th:last-child,td:last-child{padding-right:.3rem}thead th{color:var(--pg-quiet);font-weight:500;border-bottom-color:var(--pg-edge)}.num{text-align:right}.none{color:var(--pg-muted)}tbody tr:hover{background:var(--pg-panel)}th[aria-sort]{color:var(--pg-ink)}th button{all:unset;cursor:pointer;white-space:nowrap}th button::after{content:'';display:inline-block;width:.9em;text-align:center}th[aria-sort=ascending] button::after{content:'↑'}th[aria-sort=descending] button::after{content:'↓'}th.num button{display:inline-flex;flex-direction:row-reverse}th button:focus-visible{outline:2px solid var(--pg-series-1)}",
  "details details{margin:0}summary::marker{color:var(--pg-muted)}.pg-data{margin:.7rem 0 0;font-size:.86rem}.pg-data summary,.pg-code summary{color:var(--pg-quiet);cursor:pointer;font-size:.82rem;width:fit-content}summary:hover{color:var(--pg-ink)}.pg-data .scroll{max-height:22rem;overflow:auto;margin-top:.5rem}.pg-data thead th{position:sticky;top:0;background:var(--pg-surface)}",
  `.pg-code{margin:.9rem 0 0}.pg-code pre,main pre{background:var(--pg-panel);border-radius:8px;padding:.9rem 1.1rem;overflow-x:auto;font:13px/1.6 ${mono};margin:.5rem 0 0;tab-size:2}code{font:.88em ${mono};background:var(--pg-panel);border-radius:4px;padding:.1em .3em}pre code{all:unset}`,
  "pre b{font-weight:400;color:light-dark(#7a3ea8,#c9a3ee)}pre i{font-style:normal}pre .s{color:light-dark(#2e6b3f,#9bd3a8)}pre .n{color:light-dark(#a34a0a,#f0a36f)}pre .c{color:var(--pg-quiet);font-style:italic}",
  "main .pg-console,main .pg-text{background:none;border-left:2px solid var(--pg-edge);border-radius:0;padding:.1rem 0 .1rem 1rem;color:var(--pg-quiet);white-space:pre-wrap;overflow-wrap:anywhere;margin:.5rem 0 1rem}main .pg-text{color:var(--pg-ink)}",
  ".pg-figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(148px,1fr));gap:1.2rem 1.6rem;margin:1.2rem 0 1.4rem}.pg-figures>div{border-top:2px solid var(--pg-series-1);padding-top:.6rem}.pg-figures dt{color:var(--pg-quiet);font-size:.84rem;line-height:1.35}.pg-figures dd{margin:0}.pg-value{font-size:1.95rem;line-height:1.25;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}.pg-note{color:var(--pg-quiet);font-size:.82rem;line-height:1.4}",
  "blockquote{margin-left:0;padding-left:1.1rem;border-left:3px solid var(--pg-edge);color:var(--pg-quiet)}hr{border:0;border-top:1px solid var(--pg-line);margin:2rem 0}img{max-width:100%}",
  `.pg-error{border:1px solid var(--pg-alarm);border-radius:8px;padding:.9rem 1.1rem;margin:.6rem 0}.pg-error strong{color:var(--pg-alarm)}.pg-error pre{background:none;padding:0;white-space:pre-wrap}.pg-error p,.pg-skipped p{margin:0}.pg-skipped{background:var(--pg-panel);border-radius:8px;padding:.8rem 1.1rem;margin:1rem 0}`,
  ".pg-foot{color:var(--pg-quiet);font-size:.82rem;line-height:1.55;padding-bottom:4rem}.pg-foot>*{border-top:1px solid var(--pg-line);padding-top:1.1rem}.pg-foot dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem;border:0;padding:0;margin:.8rem 0}.pg-foot dt{font-weight:600}.pg-foot dd{margin:0;overflow-wrap:anywhere}",
  "@media(max-width:540px){body{font-size:16px}main,.pg-head,.pg-foot,.pg-toc{padding-left:1.1rem;padding-right:1.1rem}.pg-lead{font-size:1.08rem}.pg-figures{grid-template-columns:1fr 1fr}.pg-value{font-size:1.6rem}.pg-kicker span+span{display:none}.pg-foot dl{grid-template-columns:1fr}.pg-foot dd{margin-bottom:.5rem}}",
  "@media print{:root{color-scheme:light}body{font-size:10.5pt}button,.pg-toc,.pg-code,.pg-data{display:none}figure,table,.pg-figures{break-inside:avoid}h2,h3{break-after:avoid}main,.pg-head,.pg-foot{transform:none;max-width:none}}",
].join("");
