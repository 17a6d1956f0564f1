// Sets the theme on <html> before first paint. A file of its own, since the content security policy allows no inline script.
(function () {
  let choice = null;
  try {
    choice = localStorage.getItem("jarvis.theme");
  } catch {
    // Storage is switched off in this browser: the system's own theme it is.
  }
  const isDark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
})();
