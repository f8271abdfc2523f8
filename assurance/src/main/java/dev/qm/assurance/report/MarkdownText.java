package dev.qm.assurance.report;

/** Plain text on a page of CommonMark; what stands between backticks is code. */
final class MarkdownText {
  private MarkdownText() {}

  /** The text, with what Markdown would take for its own made plain; code stays as it is. */
  static String escaped(String text) {
    var escaped = new StringBuilder();
    var code = false;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '`' && (code || text.indexOf('`', i + 1) > 0)) {
        code = !code;
        escaped.append(c);
      } else if (c == '\n') {
        escaped.append(' ');
      } else if (!code && ("\\*[]<>`".indexOf(c) >= 0 || (c == '_' && !isInWord(text, i)))) {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** Where an underscore is no mark of emphasis: CommonMark 0.31, 6.2. */
  private static boolean isInWord(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && Character.isLetterOrDigit(text.charAt(at - 1))
        && Character.isLetterOrDigit(text.charAt(at + 1));
  }
}
