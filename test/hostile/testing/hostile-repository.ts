// A repository and a ticket that are hostile as far as git allows it: names and words that are meant for a terminal, a shell or a page.
import { makeScene, type Scene } from "../../e2e/scene.ts";

/** Git takes no control character for a branch, but whatever turns around, and whatever a shell or a page would take for its own. */
export const BRANCH = "niam/\u202egnp\u202c-$(id)-<img/src=x/onerror=canary()>-\"'`;&|";
const TITLE = "Add \u202egnp.exe\u202c <img src=x onerror=canary()> $(id) `id`";
/** Of the line that is committed, of the one that the worker prints, and of the message that is sent. */
export const LINE_BYTES = 100_000_000;
/** Files that the worker commits. */
export const FILE_COUNT = 9;

/** Names: control characters, a direction, lines and quotes, two that are no text, a flag, markup. Then what is in files, printed and committed. */
const SCRIPT = String.raw`
printf 'one\n' > "$(printf 'esc\033[2J\033]0;owned\007.txt')"
printf 'one\n' > "$(printf 'turn\342\200\256gnp.sh')"
printf 'one\n' > "$(printf 'line\nbreak "quoted" \047x\047.txt')"
printf 'one\n' > "$(printf 'broken\377\376.txt')"
printf 'one\n' > "$(printf 'broken\377\375.txt')"
printf 'one\n' > '-rf'
printf 'one\n' > '<img src=x onerror=canary()>.txt'
printf 'esc \033[2J \033]52;c;cm0gLXJmIH4K\007 turn \342\200\256 c1 \302\233 broken \377\n' > words.txt
head -c LINE_BYTES /dev/zero | tr '\0' x > zz-long-line.txt
head -c LINE_BYTES /dev/zero | tr '\0' y
printf '\033[2Jscreen \033]0;owned\007 \377\n'
git add --all
git commit --quiet --file - <<EOT
$(printf 'feat: \033[2Jowned \033]0;x\007 \342\200\256 <img src=x onerror=canary()> \377 ')$(head -c 1000000 /dev/zero | tr '\0' z)

$(printf '\033[31mbody \377')
EOT`.replaceAll("LINE_BYTES", String(LINE_BYTES));

export const TICKET = `# ${TITLE}\n\n\`\`\`sh\n${SCRIPT.trim()}\n\`\`\`\n\n## Checks\n- test -s words.txt\n`;

export function makeHostileScene(): Scene {
  const scene = makeScene({ files: { "README.md": "# Shop\n" } });
  scene.git("branch", "-m", BRANCH);
  return scene;
}
