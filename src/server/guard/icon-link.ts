// The icon of pages that stand alone. Written into the page: a browser that is not signed in could not fetch it, and asks for
// /favicon.ico by itself when a page names none.

/** The same mark as web/public/icon.svg. The policy allows `data:` for pictures, and this is one: a script in it would not run. */
const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1b1b22"/>' +
  '<g fill="none" stroke="#f4f4f6" stroke-width="2.6" stroke-linecap="round"><path d="M16 7v18"/>' +
  '<path d="M9 12.5v4.2a5 5 0 0 0 5 5h2" opacity=".72"/><path d="M23 9.5v4.2a5 5 0 0 1-5 5h-2" opacity=".72"/></g></svg>';

/** One line for a page's head. */
export const ICON_LINK = `<link rel="icon" type="image/svg+xml" href="data:image/svg+xml,${encodeURIComponent(MARK)}">`;
