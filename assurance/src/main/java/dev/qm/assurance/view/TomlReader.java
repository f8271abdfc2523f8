package dev.qm.assurance.view;

import dev.qm.assurance.view.Toml.Item;
import dev.qm.assurance.view.Toml.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one text in TOML, each character once. */
final class TomlReader {
  /** Arrays and tables within each other: whoever needs more is in the way. */
  private static final int DEEPEST = 32;

  private final String text;
  private final List<Item> items = new ArrayList<>();
  private int at;
  private int line = 1;

  TomlReader(String text) {
    // a mark of the byte order is no part of the text
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** It is no TOML from here on. */
  private static final class NoToml extends Exception {
    private static final long serialVersionUID = 1;

    NoToml(String what) {
      super(what);
    }
  }

  Toml run() {
    try {
      var table = List.<String>of();
      for (skip(); at < text.length(); skip()) {
        if (next() == '[') {
          table = header();
        } else {
          pair(table, items, 0);
        }
        endOfLine();
      }
      return new Toml(items, Optional.empty());
    } catch (NoToml problem) {
      return new Toml(items, Optional.of("line " + line + ": " + problem.getMessage()));
    }
  }

  /** {@code [a.b]}, and {@code [[a.b]]}, of which each is the same table here. */
  private List<String> header() throws NoToml {
    at++;
    var isOfArray = next() == '[';
    if (isOfArray) {
      at++;
    }
    var path = key();
    take(']');
    if (isOfArray) {
      take(']');
    }
    return path;
  }

  private void pair(List<String> table, List<Item> to, int depth) throws NoToml {
    var path = new ArrayList<>(table);
    path.addAll(key());
    take('=');
    blanks();
    if (next() == '{') {
      table(path, to, depth + 1);
    } else {
      to.add(new Item(path, value(depth)));
    }
  }

  /** {@code a."b.c".d}. */
  private List<String> key() throws NoToml {
    var path = new ArrayList<String>();
    while (true) {
      blanks();
      path.add(next() == '"' || next() == '\'' ? string().text() : bare());
      if (path.size() > DEEPEST) {
        throw new NoToml("too many tables within each other");
      }
      blanks();
      if (next() != '.') {
        return path;
      }
      at++;
    }
  }

  private String bare() throws NoToml {
    var start = at;
    while (isBare(next())) {
      at++;
    }
    if (start == at) {
      throw new NoToml("no key");
    }
    return text.substring(start, at);
  }

  private static boolean isBare(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private Value value(int depth) throws NoToml {
    if (depth > DEEPEST) {
      throw new NoToml("too many brackets within each other");
    }
    return switch (next()) {
      case '"', '\'' -> string();
      case '[' -> array(depth);
      case '{' -> {
        var begin = line;
        var inside = new ArrayList<Item>();
        table(List.of(), inside, depth + 1);
        yield new Toml.Table(inside, begin);
      }
      default -> word();
    };
  }

  private Value array(int depth) throws NoToml {
    var begin = line;
    var values = new ArrayList<Value>();
    at++;
    for (skip(); next() != ']'; skip()) {
      values.add(value(depth + 1));
      skip();
      if (next() == ',') {
        at++;
      } else if (next() != ']') {
        throw new NoToml("an array that does not end");
      }
    }
    at++;
    return new Toml.Array(values, begin);
  }

  /** {@code { a = 1, b.c = 2 }}: the same as so many keys of the table {@code path}. */
  private void table(List<String> path, List<Item> to, int depth) throws NoToml {
    if (depth > DEEPEST) {
      throw new NoToml("too many brackets within each other");
    }
    at++;
    for (skip(); next() != '}'; skip()) {
      pair(path, to, depth);
      skip();
      if (next() == ',') {
        at++;
      } else if (next() != '}') {
        throw new NoToml("a table that does not end");
      }
    }
    at++;
  }

  /** A number, a date, a truth value. */
  private Value word() throws NoToml {
    var start = at;
    while (at < text.length() && ",]}#\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    var word = text.substring(start, at).strip();
    // of all words only a date may have a blank before its time
    var isDate = word.length() > 10 && word.charAt(4) == '-' && word.indexOf(' ') == 10;
    if (!word.chars()
            .allMatch(c -> isBare((char) c) || ".:+".indexOf(c) >= 0 || (isDate && c == ' '))
        || word.isEmpty()) {
      throw new NoToml("no value");
    }
    return new Toml.Text(word, line);
  }

  private Toml.Text string() throws NoToml {
    var begin = line;
    var quote = next();
    var triple = String.valueOf(quote).repeat(3);
    if (!text.startsWith(triple, at)) {
      at++;
      return new Toml.Text(until(String.valueOf(quote), quote == '"'), begin);
    }
    at += 3;
    // a line end right behind the quotes is no part of it
    if (text.startsWith("\r\n", at)) {
      at++;
    }
    if (next() == '\n') {
      at++;
      line++;
    }
    var read = new StringBuilder(until(triple, quote == '"'));
    // up to two quotes may stand before the three that end it
    for (var i = 0; i < 2 && next() == quote; i++) {
      read.append(quote);
      at++;
    }
    return new Toml.Text(read.toString(), begin);
  }

  /** Up to the closing quotes, which are taken. */
  private String until(String end, boolean hasEscapes) throws NoToml {
    var read = new StringBuilder();
    while (!text.startsWith(end, at)) {
      if (at >= text.length() || (end.length() == 1 && next() == '\n')) {
        throw new NoToml("a string that does not end");
      }
      var c = text.charAt(at);
      at++;
      if (c == '\\' && hasEscapes) {
        escape(read, end.length() > 1);
      } else {
        if (c == '\n') {
          line++;
        }
        read.append(c);
      }
    }
    at += end.length();
    return read.toString();
  }

  private void escape(StringBuilder to, boolean overLines) throws NoToml {
    var c = next();
    at++;
    switch (c) {
      case 'b' -> to.append('\b');
      case 't' -> to.append('\t');
      case 'n' -> to.append('\n');
      case 'f' -> to.append('\f');
      case 'r' -> to.append('\r');
      case 'e' -> to.append('\u001b');
      case '"' -> to.append('"');
      case '\\' -> to.append('\\');
      case 'x' -> to.appendCodePoint(hex(2));
      case 'u' -> to.appendCodePoint(hex(4));
      case 'U' -> to.appendCodePoint(hex(8));
      case ' ', '\t', '\r', '\n' -> {
        at--;
        var begin = line;
        while (at < text.length() && " \t\r\n".indexOf(next()) >= 0) {
          line += next() == '\n' ? 1 : 0;
          at++;
        }
        if (!overLines || line == begin) {
          throw new NoToml("a backslash before nothing");
        }
      }
      default -> throw new NoToml("an escape that does not exist");
    }
  }

  private int hex(int digits) throws NoToml {
    if (at + digits > text.length()) {
      throw new NoToml("an escape that does not end");
    }
    var code = 0L;
    for (var i = 0; i < digits; i++) {
      var digit = Character.digit(text.charAt(at + i), 16);
      if (digit < 0) {
        throw new NoToml("an escape that does not exist");
      }
      code = code * 16 + digit;
    }
    at += digits;
    if (code > Character.MAX_CODE_POINT || (code >= 0xD800 && code <= 0xDFFF)) {
      throw new NoToml("an escape of no character");
    }
    return (int) code;
  }

  private void take(char wanted) throws NoToml {
    blanks();
    if (next() != wanted) {
      throw new NoToml("no " + wanted);
    }
    at++;
  }

  /** The next character; a line end at the end of the text. */
  private char next() {
    return at < text.length() ? text.charAt(at) : '\n';
  }

  private void blanks() {
    while (at < text.length() && (next() == ' ' || next() == '\t')) {
      at++;
    }
  }

  /** Over blanks, line ends and remarks. */
  private void skip() {
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case ' ', '\t', '\r' -> at++;
        case '\n' -> {
          at++;
          line++;
        }
        case '#' -> remark();
        default -> {
          return;
        }
      }
    }
  }

  private void remark() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  private void endOfLine() throws NoToml {
    while (at < text.length() && " \t\r".indexOf(next()) >= 0) {
      at++;
    }
    if (next() == '#') {
      remark();
    }
    if (next() != '\n') {
      throw new NoToml("something behind a value");
    }
  }
}
