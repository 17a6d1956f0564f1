// Keeps what fails while it is drawn from taking the page around it along.
import { Component, type ReactNode } from "react";

export interface ErrorBoundaryProps {
  readonly children: ReactNode;
  /** In place of the children; `retry` draws them once more. */
  readonly renderError: (error: unknown, retry: () => void) => ReactNode;
}

interface Caught {
  readonly caught: { readonly error: unknown } | null;
}

/** React has no function for this: a class is the only form. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, Caught> {
  override state: Caught = { caught: null };

  static getDerivedStateFromError(error: unknown): Caught {
    return { caught: { error } };
  }

  readonly #retry = () => this.setState({ caught: null });

  override render(): ReactNode {
    const { caught } = this.state;
    return caught === null ? this.props.children : this.props.renderError(caught.error, this.#retry);
  }
}
