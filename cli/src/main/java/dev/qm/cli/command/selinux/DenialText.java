package dev.qm.cli.command.selinux;

import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.Untrusted;
import dev.qm.host.selinux.AuditLog;
import dev.qm.partition.selinux.ExplainedDenial;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Denials, for a person to read. */
final class DenialText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final PrintStream out;
  private final Terminal terminal;

  DenialText(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void print(AuditLog log, List<ExplainedDenial> denials) {
    if (denials.isEmpty()) {
      out.println("No denials of QM's types in " + Printable.line(log.source()) + ".");
    }
    var isFirst = true;
    for (var denial : denials) {
      if (!isFirst) {
        out.println();
      }
      isFirst = false;
      print(denial);
    }
    if (!log.isComplete()) {
      out.println();
      out.println("note: " + Printable.line(log.source()) + " goes further back than was read");
    }
  }

  private void print(ExplainedDenial one) {
    var denial = one.last();
    var program = denial.program().map(Untrusted::toString).orElse("a process");
    var pid = denial.pid().isPresent() ? " (process " + denial.pid().getAsInt() + ")" : "";
    var object = denial.object().map(name -> " " + name).orElse("");
    var verb = denial.permissive() ? " would be denied " : " was denied ";
    line(
        Style.BOLD,
        program
            + pid
            + verb
            + String.join(", ", denial.permissions())
            + " on the "
            + denial.objectClass()
            + object);
    item("when", when(one));
    item("who", denial.sourceType() + meaning(one.source()));
    item("on what", denial.targetType() + meaning(one.target()));
    one.wouldAllow()
        .ifPresentOrElse(
            found ->
                item(
                    "would allow it",
                    "the boolean "
                        + found.name()
                        + ", `setsebool -P "
                        + found.name()
                        + " on`: "
                        + found.meaning()),
            () -> item("would allow it", one.rule()));
    switch (one.verdict()) {
      case ExplainedDenial.Free() ->
          item("may be allowed", "yes: no invariant of QM's policy speaks against it");
      case ExplainedDenial.Unknown(var why) -> item("may be allowed", "cannot be told: " + why);
      case ExplainedDenial.Forbidden(var invariants) -> {
        for (var invariant : invariants) {
          item(
              "may be allowed",
              "no, the invariant '" + invariant.name() + "' forbids it: " + invariant.sentence());
          item("channel", invariant.channel());
        }
      }
    }
  }

  private static String meaning(Optional<String> words) {
    return words.map(text -> ", " + text).orElse(", a type of the host's policy");
  }

  private static String when(ExplainedDenial one) {
    var last = time(one.last().time());
    return one.count() == 1
        ? last
        : one.count() + " times, first " + time(one.first()) + ", last " + last;
  }

  private static String time(Optional<Instant> moment) {
    return moment.map(TIME::format).orElse("at a time that the log does not say");
  }

  private void line(Style style, String text) {
    out.println(style.on(terminal, Printable.line(text)));
  }

  private void item(String title, String text) {
    out.println("  " + title + " ".repeat(Math.max(1, 16 - title.length())) + Printable.line(text));
  }
}
