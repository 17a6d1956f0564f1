import type { Comment, Node } from "oxc-parser";
import type { Source } from "../sources.ts";

/** What a rule saw: where (an offset into the text) and what to do instead. */
export interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** The facts of the repository that some rules compare a file with. */
export interface Repository {
  readonly root: string;
  readonly scripts: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

export type SourceRule = (source: Source, repository: Repository) => Problem[];

export interface Document {
  readonly path: string;
  readonly text: string;
}

export type DocumentRule = (document: Document, repository: Repository) => Problem[];

export function problem(at: Node | Comment, message: string): Problem {
  return { offset: at.start, message };
}

/** One problem for each match; the expression must be global. */
export function problemsOfMatches(text: string, expression: RegExp, message: string): Problem[] {
  return [...text.matchAll(expression)].map((match) => ({
    offset: match.index,
    message: `${match[0].trim()}: ${message}`,
  }));
}

export function hasCommentInside(source: Source, node: { start: number; end: number }): boolean {
  return source.comments.some((comment) => comment.start >= node.start && comment.end <= node.end);
}
