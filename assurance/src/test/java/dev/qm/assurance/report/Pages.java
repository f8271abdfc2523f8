package dev.qm.assurance.report;

import java.util.ArrayDeque;
import java.util.Set;

/**
 * Reads a page as strictly as XML is read: every element is closed, every attribute is quoted, no
 * character of the markup's own stands in a text. A parser of the JDK's is in a module that this
 * one has no use for.
 */
final class Pages {
  private static final Set<String> ENTITIES = Set.of("amp", "lt", "gt", "quot");

  private final String page;
  private final StringBuilder text = new StringBuilder();
  private final ArrayDeque<String> open = new ArrayDeque<>();
  private int at;

  private Pages(String page) {
    this.page = page;
  }

  /**
   * The text of a page, attributes of it left out.
   *
   * @throws AssertionError when it is not well-formed
   */
  static String text(String page) {
    var reader = new Pages(page);
    reader.read();
    return reader.text.toString();
  }

  private void read() {
    if (page.startsWith("<!DOCTYPE html>\n")) {
      at = page.indexOf('\n') + 1;
    }
    while (at < page.length()) {
      var c = page.charAt(at);
      if (c == '<') {
        tag();
      } else {
        var shown = character();
        if (open.isEmpty() || !Set.of("style", "script").contains(open.peek())) {
          text.append(shown);
        }
        require(!open.isEmpty() || shown == '\n', "text outside of the document");
      }
    }
    require(open.isEmpty(), "never closed: " + open);
  }

  private void tag() {
    at++;
    if (page.charAt(at) == '/') {
      at++;
      var name = name();
      require(!open.isEmpty() && open.pop().equals(name), "closes what is not open: " + name);
      expect('>');
      return;
    }
    var name = name();
    var seen = new java.util.HashSet<String>();
    while (page.charAt(at) == ' ') {
      at++;
      require(seen.add(name()), "an attribute twice");
      expect('=');
      expect('"');
      while (page.charAt(at) != '"') {
        require(page.charAt(at) != '<', "< in an attribute");
        character();
      }
      at++;
    }
    if (page.charAt(at) == '/') {
      at++;
    } else {
      open.push(name);
    }
    expect('>');
  }

  private String name() {
    var begin = at;
    while (Character.isLetterOrDigit(page.charAt(at)) || page.charAt(at) == '-') {
      at++;
    }
    require(at > begin, "no name");
    return page.substring(begin, at);
  }

  /** One character of text; XML 1.0, production 2, says which there are. */
  private char character() {
    var c = page.charAt(at++);
    if (c == '&') {
      var end = page.indexOf(';', at);
      require(end > 0 && ENTITIES.contains(page.substring(at, end)), "a bare &");
      var name = page.substring(at, end);
      at = end + 1;
      return switch (name) {
        case "amp" -> '&';
        case "lt" -> '<';
        case "gt" -> '>';
        default -> '"';
      };
    }
    require(
        (c >= 0x20 && c < 0xfffe) || c == '\n' || c == '\t',
        "a character that is none to XML: " + (int) c);
    if (Character.isHighSurrogate(c)) {
      require(Character.isLowSurrogate(page.charAt(at)), "half a character");
    } else if (Character.isLowSurrogate(c)) {
      require(Character.isHighSurrogate(page.charAt(at - 2)), "half a character");
    }
    return c;
  }

  private void expect(char c) {
    require(page.charAt(at++) == c, "no " + c);
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      var from = Math.max(0, at - 80);
      throw new AssertionError(
          what + " at ..." + page.substring(from, Math.min(page.length(), at + 20)));
    }
  }
}
