package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import java.util.ArrayList;
import java.util.List;

/** Reads CIL: parentheses, words, texts in quotes, comments. One pass, and no recursion. */
final class CilReader {
  /** More than a hundred times of what our policy has. */
  static final int LONGEST = 4 << 20;

  /** What the compiler itself allows is deeper, what we write is far from it. */
  static final int DEEPEST = 256;

  private final String name;
  private final String text;
  private final List<List<CilNode>> open = new ArrayList<>();
  private final List<Integer> opened = new ArrayList<>();
  private int at;
  private int line = 1;

  private CilReader(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * The statements and comments of a text, in order.
   *
   * @param name what the text is called in errors
   */
  static List<CilNode> read(String name, String text) throws HostException {
    if (text.length() > LONGEST) {
      throw new HostException("cannot read " + name, "it is longer than any policy of ours");
    }
    return new CilReader(name, text).read();
  }

  private List<CilNode> read() throws HostException {
    open.add(new ArrayList<>());
    while (at < text.length()) {
      var c = text.charAt(at);
      switch (c) {
        case '\n' -> {
          line++;
          at++;
        }
        case ' ', '\t', '\r' -> at++;
        case ';' -> comment();
        case '(' -> begin();
        case ')' -> end();
        case '"' -> quoted();
        default -> word();
      }
    }
    if (open.size() > 1) {
      throw wrong(opened.getLast(), "this parenthesis is never closed");
    }
    return List.copyOf(open.getFirst());
  }

  private void begin() throws HostException {
    if (open.size() > DEEPEST) {
      throw wrong(line, "there are more than " + DEEPEST + " parentheses in each other");
    }
    open.add(new ArrayList<>());
    opened.add(line);
    at++;
  }

  private void end() throws HostException {
    if (open.size() == 1) {
      throw wrong(line, "this parenthesis closes none");
    }
    var nodes = open.removeLast();
    open.getLast().add(new CilNode.Group(nodes, opened.removeLast(), line, ""));
    at++;
  }

  private void quoted() throws HostException {
    var close = text.indexOf('"', at + 1);
    var lineEnd = endOfLine();
    if (close < 0 || close > lineEnd) {
      throw wrong(line, "this quote is never closed");
    }
    open.getLast().add(new CilNode.Word(text.substring(at + 1, close), line));
    at = close + 1;
  }

  private void word() {
    var start = at;
    while (at < text.length() && !isDelimiter(text.charAt(at))) {
      at++;
    }
    open.getLast().add(new CilNode.Word(text.substring(start, at), line));
  }

  private void comment() {
    var lineEnd = endOfLine();
    var start = at;
    while (start < lineEnd && text.charAt(start) == ';') {
      start++;
    }
    var isTitle = start - at > 1;
    if (start < lineEnd && text.charAt(start) == ' ') {
      start++;
    }
    var said = text.substring(start, lineEnd).stripTrailing();
    at = lineEnd;
    var nodes = open.getLast();
    if (nodes.isEmpty() || lastLine(nodes.getLast()) != line) {
      nodes.add(new CilNode.Remark(said, isTitle, line));
    } else if (nodes.getLast() instanceof CilNode.Group group) {
      nodes.set(
          nodes.size() - 1,
          new CilNode.Group(group.nodes(), group.line(), group.end(), said.strip()));
    }
  }

  private static int lastLine(CilNode node) {
    return switch (node) {
      case CilNode.Group group -> group.end();
      case CilNode.Word word -> word.line();
      case CilNode.Remark remark -> remark.line();
    };
  }

  private int endOfLine() {
    var end = text.indexOf('\n', at);
    return end < 0 ? text.length() : end;
  }

  private HostException wrong(int where, String why) {
    return new HostException(
        "cannot read " + name + ":" + where, why, "mend the file, or install qm again");
  }

  private static boolean isDelimiter(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '(' || c == ')' || c == '"'
        || c == ';';
  }
}
