/**
 * What a page can do where scripts run: sort a table, save one as csv, switch light and dark, mark the section in view. Everything
 * can be read without it.
 */
export const pageScript = `(()=>{const d=document,r=d.documentElement,q=(s,e=d)=>[...e.querySelectorAll(s)];
const val=c=>c.dataset.v??(c.classList.contains("none")?"":c.textContent);
for(const t of q("table[data-csv]")){const b=t.tBodies[0];q("thead th",t).forEach((h,i)=>{const n=h.className==="num",k=d.createElement("button");
k.append(...h.childNodes);h.append(k);k.onclick=()=>{const up=h.ariaSort!=="ascending"&&(h.ariaSort!==null||!n);q("thead th",t).forEach(o=>o.removeAttribute("aria-sort"));
h.ariaSort=up?"ascending":"descending";const num=v=>v===""?NaN:+v.replace(/,/g,"").replace("\\u2212","-").replace(/[<>]/,"");
const rows=[...b.rows].map(e=>[e,val(e.cells[i])]);rows.sort(([,x],[,y])=>x===""||y===""?(x==="")-(y===""):(up?1:-1)*(n?num(x)-num(y):x.localeCompare(y,"en",{numeric:true})));
b.append(...rows.map(e=>e[0]))}});
const under=t.parentNode.nextElementSibling,a=d.createElement("button");a.textContent="CSV";a.title="Save this table as CSV";a.style.marginLeft=".7em";under.append(a);
a.onclick=()=>{const csv=q("tr",t).map(e=>[...e.cells].map(c=>{const v=c.tagName==="TH"?c.textContent:val(c).replace(/^\\u2212/,"-");const s=c.classList.contains("num")?v.replace(/,/g,""):v.replace(/^[=+\\-@\\t]/,"'$&");return/[",\\n]/.test(s)?'"'+s.replace(/"/g,'""')+'"':s}).join(",")).join("\\r\\n");
const l=d.createElement("a");l.download=t.dataset.csv+".csv";l.href=URL.createObjectURL(new Blob([csv+"\\r\\n"],{type:"text/csv"}));l.click();setTimeout(()=>URL.revokeObjectURL(l.href))}}
const m=d.getElementById("pg-mode");if(m){const dark=matchMedia("(prefers-color-scheme:dark)");const now=()=>r.style.colorScheme||(dark.matches?"dark":"light");
const say=()=>{m.textContent=now()==="dark"?"Light":"Dark"};m.hidden=false;m.onclick=()=>{r.style.colorScheme=now()==="dark"?"light":"dark";say()};dark.onchange=say;say()}
const links=q(".pg-toc a");if(links.length&&"IntersectionObserver"in window){const o=new IntersectionObserver(es=>{for(const e of es)if(e.isIntersecting)links.forEach(l=>l.classList.toggle("here",l.hash==="#"+e.target.id))},{rootMargin:"0px 0px -70% 0px"});
for(const l of links){const t=d.getElementById(decodeURIComponent(l.hash.slice(1)));if(t)o.observe(t)}}
const toc=d.querySelector(".pg-toc details");if(toc)toc.open=innerWidth>=1240})();`;
