package dev.qm.cli.command.quadlet;

import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Terminal;
import dev.qm.quadlet.generate.Explanation;
import dev.qm.quadlet.read.QuadletUnit;
import java.io.PrintStream;
import java.util.List;

/** An explanation for people. */
final class ExplanationText {
  /** Longer values are cut: a line of a unit may have a megabyte. */
  private static final int LONGEST_VALUE = 400;

  private final PrintStream out;
  private final Terminal terminal;

  ExplanationText(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void print(QuadletUnit unit, List<Explanation.Key> keys) {
    out.println(Printable.line(unit.file().toString()));
    for (var dropIn : unit.dropIns()) {
      out.println("  + " + Printable.line(dropIn.toString()));
    }
    var section = "";
    for (var key : keys) {
      if (!key.section().equals(section)) {
        section = key.section();
        out.println();
        out.println(Style.BOLD.on(terminal, Printable.line("[" + section + "]")));
      }
      print(key);
    }
  }

  private void print(Explanation.Key key) {
    var name = Printable.line(key.name());
    if (key.value().isEmpty()) {
      out.println(Style.BOLD.on(terminal, name) + " is not set");
    }
    for (var value : key.value()) {
      out.println(Style.BOLD.on(terminal, name) + "=" + Printable.line(value, LONGEST_VALUE));
    }
    for (var place : key.places()) {
      var line = effect(place.effect()) + Printable.line(place.entry().origin().toString());
      var isCounted = place.effect() == Explanation.Effect.COUNTS;
      if (key.value().size() > 1 || !isCounted) {
        line += "  " + name + "=" + Printable.line(place.entry().value(), LONGEST_VALUE);
      }
      out.println(isCounted ? line : Style.FAINT.on(terminal, line));
    }
    for (var arguments : key.arguments()) {
      var words = new StringBuilder();
      for (var word : arguments.words()) {
        words.append(' ').append(shown(word));
      }
      out.println("  becomes     " + arguments.command() + ":" + words);
    }
    if (key.arguments().isEmpty() && !key.becomes().isEmpty()) {
      out.println("  becomes     nothing here; in general " + key.becomes());
    }
  }

  private static String effect(Explanation.Effect effect) {
    return switch (effect) {
      case COUNTS -> "  counts      ";
      case OVERRIDDEN -> "  overridden  ";
      case TAKEN_BACK -> "  taken back  ";
      case RESETS -> "  resets      ";
    };
  }

  /** A word with blanks is shown in quotes, so that it can be told from two words. */
  private static String shown(String word) {
    var line = Printable.line(word, LONGEST_VALUE);
    return word.isEmpty() || word.indexOf(' ') >= 0 ? "\"" + line + "\"" : line;
  }
}
