package dev.qm.cli.terminal;

/**
 * The few ways in which words stand out: SGR sequences of ECMA-48, or nothing where colour is not
 * welcome.
 */
public enum Style {
  BOLD("1"),
  ERROR("1;31"),
  WARNING("1;33"),
  GOOD("32"),
  FAINT("2");

  private final String parameters;

  Style(String parameters) {
    this.parameters = parameters;
  }

  /** The text, standing out if {@code terminal} can show it. */
  public String on(Terminal terminal, String text) {
    return terminal.usesColour() ? "\u001b[" + parameters + "m" + text + "\u001b[0m" : text;
  }
}
