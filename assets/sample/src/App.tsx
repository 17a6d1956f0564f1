import { greeting } from "./greeting.js";
import { readSettings } from "./settings.js";

export function App() {
  const settings = readSettings();
  return (
    <main>
      <h1>{greeting(settings.name)}</h1>
    </main>
  );
}
