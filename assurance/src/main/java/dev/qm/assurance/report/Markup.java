package dev.qm.assurance.report;

import dev.qm.host.Untrusted;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes HTML that is well-formed XML too. All text goes through {@link #text} or is an attribute:
 * what it means to a browser is taken from it there, whoever wrote it. For one thread.
 */
final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** The document's first line. */
  Markup doctype() {
    out.append("<!DOCTYPE html>\n");
    return this;
  }

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn
   */
  Markup open(String name, String... attributes) {
    start(name, attributes);
    out.append('>');
    open.push(name);
    return this;
  }

  /** Ends the innermost element. */
  Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** The same, and a new line, which no reader sees. */
  Markup closeLine() {
    close();
    out.append('\n');
    return this;
  }

  /** An element that has no content ever, such as {@code meta}, or {@code path} of a picture. */
  Markup empty(String name, String... attributes) {
    start(name, attributes);
    out.append("/>");
    return this;
  }

  /** An element with a text. */
  Markup element(String name, String text, String... attributes) {
    return open(name, attributes).text(text).close();
  }

  /** Text, whoever wrote it. */
  Markup text(String text) {
    escape(text);
    return this;
  }

  /** Sentences of a rule: what stands between backticks is code. */
  Markup prose(String text) {
    var from = 0;
    while (from < text.length()) {
      var begin = text.indexOf('`', from);
      var end = begin < 0 ? -1 : text.indexOf('`', begin + 1);
      if (end < 0) {
        break;
      }
      text(text.substring(from, begin)).element("code", text.substring(begin + 1, end));
      from = end + 1;
    }
    return text(text.substring(from));
  }

  /**
   * A style sheet or a script, as it is: the hash of its bytes is what the page's policy allows.
   *
   * @throws IllegalArgumentException when it has a character that XML would read as its own
   */
  Markup verbatim(String name, String content) {
    if (content.indexOf('<') >= 0 || content.indexOf('&') >= 0) {
      throw new IllegalArgumentException(name + " with < or &");
    }
    open(name);
    out.append(content);
    return closeLine();
  }

  private void start(String name, String... attributes) {
    out.append('<').append(name);
    for (var i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    var shown = Untrusted.printable(text);
    for (var i = 0; i < shown.length(); i++) {
      var c = shown.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        // no characters to XML 1.0
        case '\ufffe' -> out.append("\\ufffe");
        case '\uffff' -> out.append("\\uffff");
        default -> out.append(c);
      }
    }
  }

  /**
   * The text so far.
   *
   * @throws IllegalStateException when an element is still open
   */
  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return out.toString();
  }
}
