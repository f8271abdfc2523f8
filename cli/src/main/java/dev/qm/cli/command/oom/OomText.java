package dev.qm.cli.command.oom;

import dev.qm.assurance.oom.Candidate;
import dev.qm.assurance.oom.DyingOrder;
import dev.qm.assurance.oom.OomFinding;
import dev.qm.assurance.oom.OomPicture;
import dev.qm.assurance.oom.Shortage;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Table;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.process.OomProcess;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Who dies first, for a person to read. */
final class OomText {
  /** More who take part in a finding, or die with another, are counted, not named. */
  private static final int NAMED = 8;

  private final PrintStream out;
  private final Terminal terminal;
  private final int most;
  private final long pageSize = OomProcess.pageSize();

  /**
   * Text for {@code terminal}.
   *
   * @param most so many processes are shown
   */
  OomText(PrintStream out, Terminal terminal, int most) {
    this.out = out;
    this.terminal = terminal;
    this.most = most;
  }

  /**
   * Prints all.
   *
   * @param shown the order whose processes are shown
   */
  void print(OomPicture picture, DyingOrder shown) {
    for (var finding : picture.findings()) {
      print(finding);
    }
    first(picture.machine());
    picture.limit().ifPresent(this::first);
    table(shown);
    never(shown.never());
    for (var gap : picture.notJudged()) {
      out.println();
      out.println("note: " + Printable.line(gap));
    }
  }

  private void print(OomFinding finding) {
    out.println(Style.ERROR.on(terminal, "finding") + ": " + Printable.line(finding.what()));
    for (var who : some(finding.who())) {
      item(who);
    }
    item("why: " + finding.why());
    item("mend: " + finding.mend());
    out.println();
  }

  private void item(String text) {
    out.println("  " + Printable.line(text));
  }

  private void first(DyingOrder order) {
    var where =
        switch (order.shortage()) {
          case Shortage.Machine machine ->
              "machine short of memory (" + bytes(machine.totalPages()) + "): ";
          case Shortage.Limit limit ->
              "partition at its limit (" + bytes(limit.totalPages()) + "): ";
        };
    var first = order.first();
    if (first.isEmpty()) {
      out.println(where + "nobody can be chosen");
      return;
    }
    out.println(where + Printable.line(first.get().candidate().words()) + " dies first");
    var with = order.with(first.get());
    if (!with.isEmpty()) {
      for (var who : some(with.stream().map(Candidate::words).toList())) {
        item("with it " + who);
      }
    }
  }

  private void table(DyingOrder order) {
    var table =
        switch (order.shortage()) {
          case Shortage.Machine _ ->
              Table.of(
                  ">#", ">PID", ">SCORE", ">KERNEL", ">ADJ", ">MEMORY", "SIDE", "UNIT", "PROGRAM");
          case Shortage.Limit _ ->
              Table.of(">#", ">PID", ">SCORE", ">ADJ", ">MEMORY", "SIDE", "UNIT", "PROGRAM");
        };
    var number = 0;
    for (var victim : order.victims()) {
      if (number == most) {
        break;
      }
      number++;
      var candidate = victim.candidate();
      var cells = new ArrayList<String>();
      cells.add(Integer.toString(number));
      cells.add(Integer.toString(candidate.pid()));
      cells.add(Long.toString(victim.score()));
      if (order.shortage() instanceof Shortage.Machine) {
        var kernel = candidate.kernelScore();
        cells.add(kernel.isPresent() ? Long.toString(kernel.getAsLong()) : "-");
      }
      cells.add(Integer.toString(candidate.adjust()));
      cells.add(bytes(candidate.pages()));
      cells.add(candidate.owner().word());
      cells.add(candidate.container().or(candidate::unit).map(Object::toString).orElse("-"));
      cells.add(candidate.program().toString());
      table.row(cells.toArray(String[]::new));
    }
    if (!table.isEmpty()) {
      out.println();
      table.print(out, terminal);
    }
    if (order.victims().size() > number) {
      out.println("and " + (order.victims().size() - number) + " more; -n says how many are shown");
    }
  }

  private void never(List<Candidate> never) {
    if (!never.isEmpty()) {
      out.println();
      out.println("Never chosen:");
      for (var who : some(never.stream().map(Candidate::words).toList())) {
        item(who);
      }
    }
  }

  private static List<String> some(List<String> all) {
    if (all.size() <= NAMED) {
      return all;
    }
    var some = new ArrayList<>(all.subList(0, NAMED));
    some.add("and " + (all.size() - NAMED) + " more");
    return some;
  }

  private String bytes(long pages) {
    var kibibytes = pages * pageSize / 1024;
    if (kibibytes < 10_000) {
      return kibibytes + " KiB";
    }
    return kibibytes < 10_000L * 1024
        ? kibibytes / 1024 + " MiB"
        : kibibytes / (1024 * 1024) + " GiB";
  }
}
