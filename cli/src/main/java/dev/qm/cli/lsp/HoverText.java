package dev.qm.cli.lsp;

import dev.qm.quadlet.language.Hover;

/** What is said about a word, as an editor shows it. */
final class HoverText {
  private HoverText() {}

  /** For one that shows text only. */
  static String plain(Hover hover) {
    var text = new StringBuilder(hover.title());
    if (!hover.sentence().isEmpty()) {
      text.append("\n").append(hover.sentence());
    }
    for (var fact : hover.facts()) {
      text.append("\n").append(fact.label()).append(": ").append(fact.value());
    }
    return text.toString();
  }

  /** As CommonMark. What comes from files stands in code, where nothing in it means anything. */
  static String markdown(Hover hover) {
    var text = new StringBuilder("**").append(code(hover.title())).append("**");
    if (!hover.sentence().isEmpty()) {
      text.append("\n\n").append(hover.sentence());
    }
    if (!hover.facts().isEmpty()) {
      text.append("\n");
    }
    for (var fact : hover.facts()) {
      text.append("\n- ").append(fact.label()).append(": ").append(code(fact.value()));
    }
    return text.toString();
  }

  /** A code span: between more backticks than are in it, on one line. */
  private static String code(String value) {
    var longest = 0;
    var run = 0;
    for (var i = 0; i < value.length(); i++) {
      run = value.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    var line = value.replace('\n', ' ').replace('\r', ' ');
    var fence = "`".repeat(longest + 1);
    return longest == 0 ? fence + line + fence : fence + " " + line + " " + fence;
  }
}
