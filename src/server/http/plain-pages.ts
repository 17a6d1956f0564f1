// The few pages that must work before the page itself can be shown: HTML alone, no script and no style.
import { ICON_LINK } from "../guard/icon-link.ts";

/** For a browser that is not signed in. */
export function signInPage(): string {
  return plainPage(
    "JARVIS: sign in",
    "<h1>This browser is not signed in</h1>\n" +
      "<p>Run <code>jarvis</code> in a terminal, or use the link that it printed when it started. " +
      "A link works once, within ten minutes.</p>",
  );
}

export function linkUsedPage(): string {
  return plainPage(
    "JARVIS: link used",
    "<h1>This link does not sign in any more</h1>\n" +
      "<p>It was used already, or it is older than ten minutes. Run <code>jarvis</code> in a terminal to get a new one.</p>",
  );
}

/** Asks again by itself until the page is built. */
export function progressPage(): string {
  return plainPage(
    "JARVIS: building its page",
    "<h1>The page is being built</h1>\n" +
      "<p>This happens once after an update and takes some seconds. It appears here by itself. The command line works already.</p>",
    '<meta http-equiv="refresh" content="2">\n',
  );
}

/** `problem` is what the build said; it is shown as text. */
export function buildFailedPage(problem: string): string {
  return plainPage(
    "JARVIS: its page could not be built",
    "<h1>The page could not be built</h1>\n" +
      `<pre>${escapeHtml(problem)}</pre>\n` +
      "<p>Stop JARVIS, run <code>npm install</code> in its folder and start it again; the terminal shows the build. " +
      "The command line works meanwhile.</p>",
    '<meta http-equiv="refresh" content="10">\n',
  );
}

function plainPage(title: string, body: string, head = ""): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${ICON_LINK}
${head}<title>${title}</title>
${body}
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
