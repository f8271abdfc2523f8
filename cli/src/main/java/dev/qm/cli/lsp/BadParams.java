package dev.qm.cli.lsp;

/** The params of a message are not those of its method. */
final class BadParams extends Exception {
  private static final long serialVersionUID = 1L;

  BadParams(String what) {
    super(what);
  }

  /** What is missing, or wrong. */
  String what() {
    return String.valueOf(getMessage());
  }
}
