// What an agent or a person wrote, as Markdown. It is not trusted: no HTML, no pictures from elsewhere, links only to the web and to mail.
import { Component, memo, type ReactNode } from "react";
import ReactMarkdown, { type Components, type ExtraProps } from "react-markdown";
import remarkGfm from "remark-gfm";
import remend from "remend";
import { CodeBlock } from "./code-block.tsx";
import { LongText } from "./long-text.tsx";
import { isTooMuch } from "./markdown-bounds.ts";

type Element = NonNullable<ExtraProps["node"]>;

const PLUGINS = [remarkGfm];

export interface MarkdownProps {
  readonly text: string;
  /** Still being written: what is not closed yet (`**bol`) is drawn as if it were. */
  readonly isStreaming?: boolean;
}

export const Markdown = memo(function Markdown({ text, isStreaming = false }: MarkdownProps) {
  if (isTooMuch(text)) return <Plain text={text} />;
  return (
    <OrPlain text={text}>
      <div className="prose min-w-0 break-words">
        <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={allowedUrl}>
          {isStreaming ? remend(text, { linkMode: "text-only", katex: false }) : text}
        </ReactMarkdown>
      </div>
    </OrPlain>
  );
});

function Plain({ text }: Pick<MarkdownProps, "text">) {
  return (
    <p className="min-w-0 break-words whitespace-pre-wrap">
      <LongText text={text} />
    </p>
  );
}

/** What the reader of Markdown stumbles over costs the text its looks, and not the page. */
class OrPlain extends Component<{ readonly text: string; readonly children: ReactNode }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    return this.state.hasFailed ? <Plain text={this.props.text} /> : this.props.children;
  }
}

/** Empty for everything but the web and mail: `javascript:`, `data:`, `file:` and relative addresses lead nowhere good. */
function allowedUrl(url: string): string {
  return /^(https?:\/\/|mailto:)/i.test(url) ? url : "";
}

const COMPONENTS: Components = {
  a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
  // Loading it would tell its host who reads, and when.
  img: ({ src, alt }) => (
    <OutsideLink
      href={typeof src === "string" ? src : undefined}
    >{`[image: ${alt || "no description"}]`}</OutsideLink>
  ),
  pre: ({ node }) => <Fenced node={node} />,
  table: ({ children }) => (
    // Can be scrolled sideways, so the keyboard must be able to get in.
    <div role="region" aria-label="Table" tabIndex={0} className="scroll-area prose-table">
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => (
    <input
      type="checkbox"
      checked={checked === true}
      readOnly
      disabled
      aria-label={checked ? "Done" : "Open"}
    />
  ),
};

function OutsideLink({ href, children }: { readonly href?: string; readonly children?: React.ReactNode }) {
  if (href === undefined || href === "") return <span>{children}</span>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function Fenced({ node }: { readonly node?: Element }) {
  const code = node?.children[0];
  if (code?.type !== "element") return null;
  const names = code.properties["className"];
  const language = Array.isArray(names) ? /^language-(.+)$/.exec(String(names[0]))?.[1] : undefined;
  return <CodeBlock code={textOf(code).replace(/\n$/, "")} language={language} />;
}

function textOf(element: Element): string {
  return element.children
    .map((child) => (child.type === "text" ? child.value : child.type === "element" ? textOf(child) : ""))
    .join("");
}
