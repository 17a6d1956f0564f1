/** @param {string} name */
export function greeting(name) {
  return name === "" ? "Hello!" : `Hello, ${name}!`;
}
