package dev.qm.packaging.rpm;

import java.nio.charset.StandardCharsets;

/** Writes XML: elements, attributes, text. */
final class Xml {
  private static final String PROLOG = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  private final StringBuilder text = new StringBuilder();

  /** Begins an element; attributes are names and values in turn. */
  Xml begin(String name, String... attributes) {
    tag(name, attributes);
    text.append(">\n");
    return this;
  }

  Xml end(String name) {
    text.append("</").append(name).append(">\n");
    return this;
  }

  /** An element without content. */
  Xml empty(String name, String... attributes) {
    tag(name, attributes);
    text.append("/>\n");
    return this;
  }

  /** An element with a text. */
  Xml element(String name, String content, String... attributes) {
    tag(name, attributes);
    text.append('>');
    escape(content);
    text.append("</").append(name).append(">\n");
    return this;
  }

  /** What another one holds. */
  Xml append(Xml part) {
    text.append(part.text);
    return this;
  }

  /** All of it as a document. */
  byte[] bytes() {
    return (PROLOG + text).getBytes(StandardCharsets.UTF_8);
  }

  private void tag(String name, String... attributes) {
    text.append('<').append(name);
    for (var i = 0; i + 1 < attributes.length; i += 2) {
      text.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      text.append('"');
    }
  }

  /** What XML cannot hold at all, such as control characters, becomes a question mark. */
  private void escape(String content) {
    content
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> text.append("&amp;");
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '"' -> text.append("&quot;");
            case '\n', '\t' -> text.appendCodePoint(c);
            default -> {
              var isPossible =
                  c >= 0x20 && !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff;
              text.appendCodePoint(isPossible ? c : '?');
            }
          }
        });
  }
}
