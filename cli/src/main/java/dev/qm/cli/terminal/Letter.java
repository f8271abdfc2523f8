package dev.qm.cli.terminal;

import dev.qm.host.HostException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * An error as a small letter to the user: what happened, where, why it matters, how to mend it.
 *
 * @param kind the first word: {@code error} or {@code warning}
 * @param what what happened, in lower case, without a full stop
 * @param notes the reasons and mends, one sentence each
 */
public record Letter(String kind, String what, List<String> notes) {
  public Letter {
    notes = List.copyOf(notes);
  }

  /** Begins a letter about something that went wrong. */
  public static Letter error(String what) {
    return new Letter("error", what, List.of());
  }

  /** The letter about what could not be done on the machine, with its mend. */
  public static Letter of(HostException failure) {
    var letter = error(String.valueOf(failure.getMessage()));
    return failure.mend().map(letter::note).orElse(letter);
  }

  /** Begins a letter about something that is done, but not as one would like it. */
  public static Letter warning(String what) {
    return new Letter("warning", what, List.of());
  }

  /** The same letter with one more reason or mend. */
  public Letter note(String note) {
    var more = new ArrayList<>(notes);
    more.add(note);
    return new Letter(kind, what, more);
  }

  /** Prints the letter; everything in it is made harmless first. */
  public void print(PrintStream to, Terminal terminal) {
    var style = kind.equals("error") ? Style.ERROR : Style.WARNING;
    to.println(style.on(terminal, kind + ":") + " " + Printable.line(what));
    for (var note : notes) {
      to.println("  = " + Printable.line(note));
    }
  }
}
