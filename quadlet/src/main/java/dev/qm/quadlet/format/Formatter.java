package dev.qm.quadlet.format;

import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a unit file or a drop-in into its canonical form: the order of its sections, one empty
 * line between them, {@code Key=value} without blanks around the sign, continuation lines indented.
 *
 * <p>What the file means stays: within a section no setting changes its place, since a repeated key
 * is a list, a later value wins, and an empty one takes back what came before it. No line is joined
 * or broken, and no comment is lost. What is made is read again before it is handed out.
 *
 * <p>Source: {@code systemd.syntax(7)}, {@code podman-systemd.unit(5)}.
 */
public final class Formatter {
  private Formatter() {}

  /**
   * {@return the canonical form of a file, or why it has none}
   *
   * @param file its name, for the reason; nothing is read from it
   * @param text what it says
   */
  public static Formatted format(Path file, String text) {
    var parsed = UnitFile.parseAll(file, text, Dialect.QUADLET);
    if (!parsed.problems().isEmpty()) {
      return new Formatted.Left(parsed.problems().getFirst().problem());
    }
    var doubt = doubt(parsed.unit(), text);
    if (doubt.isPresent()) {
      return new Formatted.Left(doubt.get().problem());
    }
    var canonical = Chapters.of(parsed.unit().lines()).text();
    var again = UnitFile.parseAll(file, canonical, Dialect.QUADLET);
    if (!again.problems().isEmpty() || !said(again.unit()).equals(said(parsed.unit()))) {
      return new Formatted.Left(
          new UnitSyntaxException(
                  new Origin(file, 1),
                  1,
                  "qm does not know how to format this file",
                  "it would mean something else afterwards, which is a fault of qm",
                  "report it with the file; until then leave the file as it is")
              .problem());
    }
    return new Formatted.Canonical(canonical);
  }

  /** A line of which nobody knows whether it may be touched, or moved. */
  private static Optional<UnitSyntaxException> doubt(UnitFile unit, String text) {
    var odd = separator(text);
    if (odd >= 0) {
      return Optional.of(separator(unit.file(), text, odd));
    }
    for (var line : unit.lines()) {
      switch (line) {
        case Line.Broken broken -> {
          return Optional.of(nothingFollows(broken.origin()));
        }
        case Line.Header header -> {
          if (!Rows.bare(header.raw()).equals("[" + header.name() + "]")) {
            return Optional.of(oddHeader(header));
          }
        }
        case Line.Setting _, Line.Remark _ -> {}
      }
    }
    if (!unit.lines().isEmpty()
        && unit.lines().getLast() instanceof Line.Setting last
        && Rows.bare(last.raw()).endsWith("\\")) {
      return Optional.of(nothingFollows(last.origin()));
    }
    return Optional.empty();
  }

  /** Where a line ends for systemd and not for Podman; -1 if nowhere. */
  private static int separator(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\0' || (c == '\r' && !text.startsWith("\n", i + 1))) {
        return i;
      }
    }
    return -1;
  }

  private static UnitSyntaxException separator(Path file, String text, int at) {
    var line = 1;
    var start = 0;
    for (var end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) {
      start = end + 1;
      line++;
    }
    return new UnitSyntaxException(
        new Origin(file, line),
        at - start + 1,
        text.charAt(at) == '\0' ? "a NUL" : "a carriage return within a line",
        "a line ends there for systemd and goes on for Podman, so the file stays as it is",
        "take it out, or put a line end in its place");
  }

  private static UnitSyntaxException nothingFollows(Origin origin) {
    return new UnitSyntaxException(
        origin,
        1,
        "a backslash at the end of a line with nothing to go on with",
        "another line must not come to stand behind it, so the file stays as it is",
        "take the backslash out");
  }

  private static UnitSyntaxException oddHeader(Line.Header header) {
    return new UnitSyntaxException(
        header.origin(),
        1,
        "a header of a section that systemd does not know for one",
        "it does not stand on a line of its own, so the file stays as it is",
        "write it as [" + header.name() + "]");
  }

  /** What a file says: each section's settings in order, whatever stands between them. */
  private static Map<String, List<String>> said(UnitFile unit) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> settings = new ArrayList<>();
    for (var line : unit.lines()) {
      if (line instanceof Line.Header header) {
        settings = sections.computeIfAbsent(header.name(), any -> new ArrayList<>());
      } else if (line instanceof Line.Setting setting) {
        settings.add(setting.entry().key() + "=" + setting.entry().value());
      }
    }
    return sections;
  }
}
