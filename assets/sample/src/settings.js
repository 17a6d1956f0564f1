const settings = { name: "" };

export function readSettings() {
  return { ...settings };
}

/** @param {Partial<typeof settings>} changed */
export function changeSettings(changed) {
  Object.assign(settings, changed);
}
