package dev.qm.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An error as a small letter to the user: what happened, where, why it matters, how to mend it.
 *
 * @param kind the first word: {@code error} or {@code warning}
 * @param what what happened, in lower case, without a full stop
 * @param excerpt the line that it is about, if it is about one
 * @param notes the reasons and mends, one sentence each
 */
public record Letter(String kind, String what, Optional<Excerpt> excerpt, List<String> notes) {

  /**
   * A line of a file, and the part of it that is meant.
   *
   * @param place the file, line and column as a person would write them: {@code
   *     /etc/qm.container:12:1}
   * @param line the number of the line, from 1
   * @param text the line
   * @param from the first character that is meant, from 0
   * @param length how many characters are meant
   * @param remark stands under the line, behind the carets; may be empty
   */
  public record Excerpt(String place, int line, String text, int from, int length, String remark) {}

  public Letter {
    notes = List.copyOf(notes);
  }

  /** Begins a letter about something that went wrong. */
  public static Letter error(String what) {
    return new Letter("error", what, Optional.empty(), List.of());
  }

  /** Begins a letter about something that is done, but not as one would like it. */
  public static Letter warning(String what) {
    return new Letter("warning", what, Optional.empty(), List.of());
  }

  /** The same letter with one more reason or mend. */
  public Letter note(String note) {
    var more = new ArrayList<>(notes);
    more.add(note);
    return new Letter(kind, what, excerpt, more);
  }

  /** The same letter with the line that it is about. */
  public Letter at(Excerpt line) {
    return new Letter(kind, what, Optional.of(line), notes);
  }

  /** Prints the letter; everything in it is made harmless first. */
  public void print(PrintStream to, Terminal terminal) {
    var style = kind.equals("error") ? Style.ERROR : Style.WARNING;
    to.println(style.on(terminal, kind + ":") + " " + Printable.line(what));
    if (excerpt.isPresent()) {
      print(to, terminal, excerpt.get());
    }
    for (var note : notes) {
      to.println((excerpt.isPresent() ? "   = " : "  = ") + Printable.line(note));
    }
  }

  private static void print(PrintStream to, Terminal terminal, Excerpt excerpt) {
    var number = Integer.toString(excerpt.line());
    var margin = " ".repeat(number.length());
    var from = Math.clamp(excerpt.from(), 0, excerpt.text().length());
    var end = Math.clamp((long) from + excerpt.length(), from, excerpt.text().length());
    var before = Printable.line(excerpt.text().substring(0, from).replace('\t', ' '));
    var meant = Printable.line(excerpt.text().substring(from, end).replace('\t', ' '));
    var after = Printable.line(excerpt.text().substring(end).replace('\t', ' '));
    var carets = "^".repeat(Math.max(1, Printable.columns(meant)));
    to.println(margin + "--> " + Printable.line(excerpt.place()));
    to.println(margin + " |");
    to.println(number + " | " + before + meant + after);
    to.println(
        margin
            + " | "
            + " ".repeat(Printable.columns(before))
            + Style.ERROR.on(terminal, carets)
            + (excerpt.remark().isEmpty() ? "" : " " + Printable.line(excerpt.remark())));
    to.println(margin + " |");
  }
}
