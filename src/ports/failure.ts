/**
 * The world did not obey. Adapters throw nothing else on purpose; whoever catches one reads `code` and
 * `retry`, never the text.
 */
export abstract class PortFailure extends Error {
  abstract readonly code: string;
  /** `soon`: the same call may work in a moment · `after-change`: somebody must act first · `never`: it will not. */
  abstract readonly retry: "soon" | "after-change" | "never";
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The program of a port is missing or too old. `found` is what stood in its place. */
export class ProgramUnusable extends PortFailure {
  readonly code = "program-unusable";
  readonly retry = "after-change";
  readonly program: string;
  readonly found: string;
  constructor(program: string, found: string, advice: string, options?: ErrorOptions) {
    super(`Cannot use ${program}: ${found}. ${advice}`, options);
    this.program = program;
    this.found = found;
  }
}
