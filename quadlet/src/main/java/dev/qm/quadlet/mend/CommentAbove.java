package dev.qm.quadlet.mend;

import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.Spaces;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A comment behind a value goes on a line of its own above it, and the value is without it. */
record CommentAbove() implements Remedy.OfSetting {
  @Override
  public Set<String> rules() {
    return Set.of("trailing-comment");
  }

  @Override
  public Optional<Draft> draft(Case finding, Case.Found setting) {
    if (isForWhatFollows(finding, setting)) {
      return Optional.empty();
    }
    var file = finding.file();
    var end = contentEnd(file.text(), setting.line().end());
    var lineStart = file.text().lastIndexOf('\n', Math.max(0, end - 1)) + 1;
    var comment = comment(finding, file.text(), lineStart, end);
    return comment.isPresent()
            && isPlain(comment.get())
            && finding.problem().origin().line() == number(file, setting, lineStart)
        ? cut(comment.get(), file, setting, lineStart, end)
        : Optional.empty();
  }

  /** True for text that people read, and for commands, which may take the words or know them. */
  private static boolean isForWhatFollows(Case finding, Case.Found setting) {
    var key = setting.entry().key();
    return switch (setting.section()) {
      case Keys.UNIT -> key.equals("Description");
      case Keys.SERVICE -> key.startsWith("Exec");
      case Keys.INSTALL -> false;
      default -> key.startsWith("Health") || !isOfPlainValues(key, finding);
    };
  }

  /** True for a key, or a misspelt one, whose value is no command. */
  private static boolean isOfPlainValues(String key, Case finding) {
    var known = KnownKeys.of(finding.type());
    return (known.contains(key) ? Optional.of(key) : OnlyName.near(key, known.names()))
        .flatMap(known::rule)
        .map(Rule::shape)
        .filter(shape -> shape != Rule.Shape.COMMAND)
        .isPresent();
  }

  /** The comment, if it ends the last of the setting's lines. */
  private static Optional<String> comment(Case finding, String text, int lineStart, int end) {
    var line = text.substring(lineStart, end);
    var start = finding.problem().column() - 1;
    var width = finding.problem().width();
    if (start < 0 || start + width > line.length() || width > line.length()) {
      return Optional.empty();
    }
    var comment = line.substring(start, start + width);
    return comment.startsWith("#") && line.endsWith(comment)
        ? Optional.of(comment)
        : Optional.empty();
  }

  /** The number of the physical line of a setting that begins there. */
  private static int number(FileText file, Case.Found setting, int lineStart) {
    var number = setting.entry().origin().line();
    for (var i = setting.line().start(); i < lineStart; i++) {
      number += file.text().charAt(i) == '\n' ? 1 : 0;
    }
    return number;
  }

  /** True for {@code # text} which is nothing else: no word, no path, no line that goes on. */
  private static boolean isPlain(String comment) {
    var i = 0;
    while (i < comment.length() && comment.charAt(i) == '#') {
      i++;
    }
    var isSpaced = i < comment.length() && Spaces.isAscii(comment.charAt(i));
    return isSpaced && !comment.endsWith("\\") && !hasPath(comment);
  }

  /** True if the words may go on with a value, as in {@code /srv/My Music # 1:/music}. */
  private static boolean hasPath(String comment) {
    var at = comment.indexOf(":/");
    while (at >= 0 && comment.startsWith("://", at)) {
      at = comment.indexOf(":/", at + 2);
    }
    return at >= 0;
  }

  private static Optional<Draft> cut(
      String comment, FileText file, Case.Found setting, int lineStart, int end) {
    var text = file.text();
    var entry = setting.entry();
    var from = end - comment.length();
    while (from > lineStart && Spaces.isAscii(text.charAt(from - 1))) {
      from--;
    }
    var value = Spaces.trimEnd(entry.value());
    if (from == lineStart || text.charAt(from - 1) == '\\' || !value.endsWith(comment)) {
      return Optional.empty();
    }
    var start = setting.line().start();
    var raw = setting.line().raw();
    var indent = raw.substring(0, Math.max(0, raw.indexOf(entry.key())));
    if (!indent.isBlank()) {
      return Optional.empty();
    }
    var stop = setting.line().end();
    while (stop > end && "\r\n".indexOf(text.charAt(stop - 1)) >= 0) {
      stop--;
    }
    var kept = Spaces.trimEnd(value.substring(0, value.length() - comment.length()));
    return Optional.of(
        new Draft(
            "the comment stands above its line now",
            List.of(
                new Edit(start, start, indent + comment + file.lineEnd()),
                new Edit(from, stop, "")),
            List.of(entry),
            List.of(new Said(setting.section(), entry.key(), kept)),
            List.of(comment)));
  }

  /** Where the last line of what ends at {@code end} ends, its line end and blanks not counted. */
  private static int contentEnd(String text, int end) {
    var content = end;
    while (content > 0 && Spaces.isUnicode(text.charAt(content - 1))) {
      content--;
    }
    return content;
  }
}
