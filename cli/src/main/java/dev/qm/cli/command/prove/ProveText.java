package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Figure;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.Comparison;
import dev.qm.assurance.prove.result.Comparison.Change;
import dev.qm.assurance.prove.result.Comparison.Kind;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Peer;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Table;
import dev.qm.cli.terminal.Terminal;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A campaign, and two beside each other, for a person to read. */
final class ProveText {
  private final PrintStream out;
  private final Terminal terminal;

  ProveText(PrintStream out, Terminal terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** How much is shown. */
  enum Shown {
    /** A row for each fault, with its worst probe. */
    SHORT,
    /** Each probe. */
    ALL
  }

  /** A row for each fault or probe, why what failed did, and how many there are of each outcome. */
  void print(CampaignResult result, Shown shown) {
    if (!result.faults().isEmpty()) {
      if (shown == Shown.ALL) {
        probes(result.faults());
      } else {
        faults(result.faults());
      }
      out.println();
    }
    for (var fault : result.faults()) {
      reasons(fault, shown);
    }
    result.without().ifPresent(wall -> note("the wall " + wall + " was taken down for this"));
    for (var missing : result.notAllowed()) {
      note(missing);
    }
    counts(result);
  }

  private void faults(List<FaultResult> faults) {
    var hasPeer = hasPeer(faults);
    var table =
        table(
            hasPeer,
            "FAULT",
            "OUTCOME",
            "JUDGED",
            "PROBE",
            "",
            ">IDLE",
            ">WITH",
            ">TIMES",
            "ACHIEVED");
    for (var fault : faults) {
      var worst = fault.worst();
      row(
          table,
          hasPeer,
          peer(fault, worst.map(ProbeVerdict::probe), Shown.SHORT),
          fault.fault(),
          fault.outcome().words(),
          fault.judged() + " of " + fault.verdicts().size(),
          worst.map(ProbeVerdict::probe).orElse("-"),
          worst.map(it -> Figure.share(it.quantile())).orElse(""),
          worst.map(it -> Figure.time(it.idle())).orElse("-"),
          worst.map(it -> Figure.time(it.fault())).orElse("-"),
          worst.map(it -> Figure.number(it.ratio())).orElse("-"),
          achieved(fault.achieved()));
    }
    table.print(out, terminal);
  }

  /** It is the last column, since it may say why there is no figure. */
  private static Table table(boolean hasPeer, String... headings) {
    var all = new ArrayList<>(List.of(headings));
    if (hasPeer) {
      all.add("PEER");
    }
    return Table.of(all.toArray(String[]::new));
  }

  private static void row(Table table, boolean hasPeer, String peer, String... cells) {
    var all = new ArrayList<>(List.of(cells));
    if (hasPeer) {
      all.add(peer);
    }
    table.row(all.toArray(String[]::new));
  }

  private static boolean hasPeer(List<FaultResult> faults) {
    return faults.stream().anyMatch(it -> it.peer().isPresent());
  }

  /**
   * What the probe felt of the same fault in a plain container, in times of idle.
   *
   * @param shown with the fault's outcome there, or that of the probe
   */
  private static String peer(FaultResult fault, Optional<String> probe, Shown shown) {
    return switch (fault.peer().orElse(new Peer.Missing("-"))) {
      case Peer.Missing(var why) -> why;
      case Peer.Measured measured -> {
        var felt = probe.flatMap(measured::of);
        var outcome =
            shown == Shown.SHORT
                ? measured.outcome()
                : felt.map(ProbeVerdict::verdict).orElse(Outcome.NOT_JUDGED);
        yield felt.map(it -> Figure.number(it.ratio())).orElse("-") + ", " + outcome.words();
      }
    };
  }

  private void probes(List<FaultResult> faults) {
    var hasPeer = hasPeer(faults);
    var table =
        table(
            hasPeer,
            "FAULT",
            "PROBE",
            "OUTCOME",
            "",
            ">IDLE",
            ">WITH",
            ">TIMES",
            ">MISSED",
            "INTERVAL");
    for (var fault : faults) {
      for (var it : fault.verdicts()) {
        row(
            table,
            hasPeer,
            peer(fault, Optional.of(it.probe()), Shown.ALL),
            fault.fault(),
            it.probe(),
            it.verdict().words(),
            Figure.share(it.quantile()),
            Figure.time(it.idle()),
            Figure.time(it.fault()),
            Figure.number(it.ratio()),
            fault.missed(it),
            Figure.time(it.low()) + " to " + Figure.time(it.high()));
      }
    }
    table.print(out, terminal);
  }

  private void reasons(FaultResult fault, Shown shown) {
    for (var dead : fault.toll().died()) {
      out.println(
          Printable.line(fault.fault())
              + ": "
              + Style.ERROR.on(terminal, "died")
              + ": "
              + Printable.line(dead));
    }
    for (var admitted : fault.admitted()) {
      out.println(
          Printable.line(fault.fault())
              + ": "
              + Style.ERROR.on(terminal, "let through")
              + ": "
              + Printable.line(admitted));
    }
    fault.achieved().untried().ifPresent(why -> note(fault.fault() + ": " + why));
    for (var it : fault.verdicts()) {
      if (it.verdict() == Outcome.FAILED
          || it.verdict() == Outcome.SUSPECTED
          || shown == Shown.ALL) {
        out.println(
            Printable.line(fault.fault() + ", " + it.probe())
                + ": "
                + style(it.verdict()).on(terminal, it.verdict().words())
                + ": "
                + Printable.line(it.words()));
      }
    }
    if (shown == Shown.ALL) {
      note(fault.fault() + ": " + counted(fault));
    }
    if (fault.peer().isPresent() && fault.peer().get() instanceof Peer.Measured measured) {
      for (var dead : measured.died()) {
        note(fault.fault() + ": in the plain container's rounds died: " + dead);
      }
      for (var admitted : measured.admitted()) {
        note(fault.fault() + ": a plain container lets through: " + admitted);
      }
      measured
          .achieved()
          .untried()
          .ifPresent(why -> note(fault.fault() + ": in the plain container: " + why));
    }
  }

  /** What the machine counted, and when it was as before. */
  private static String counted(FaultResult fault) {
    var toll = fault.toll();
    var words = new ArrayList<String>();
    words.add(
        fault
            .recovery()
            .map(it -> "as before " + Figure.time(it.toNanos()) + " after its end")
            .orElse("not as before within the time that was waited"));
    new TreeMap<>(toll.pressure())
        .forEach((what, micros) -> words.add(what + " waited " + Figure.time(1000 * micros)));
    if (toll.throttled() > 0) {
      words.add("the quota took " + Figure.time(1000 * toll.throttled()));
    }
    words.add(toll.oomKills() + " killed for memory inside");
    words.add(
        toll.denials() < 0
            ? "denials of SELinux cannot be seen"
            : toll.denials() + " denials of SELinux");
    words.addAll(toll.remarks());
    return String.join("; ", words);
  }

  private static List<String> counted(List<Outcome> outcomes) {
    var words = new ArrayList<String>();
    for (var outcome : Outcome.values()) {
      var count = outcomes.stream().filter(it -> it == outcome).count();
      if (count > 0) {
        words.add(count + " " + outcome.words());
      }
    }
    return words;
  }

  private void peers(List<FaultResult> faults) {
    var outcomes = new ArrayList<Outcome>();
    for (var fault : faults) {
      if (fault.peer().isPresent() && fault.peer().get() instanceof Peer.Measured measured) {
        outcomes.add(measured.outcome());
      }
    }
    if (!outcomes.isEmpty()) {
      out.println(
          "in a plain container, "
              + (outcomes.size() == 1 ? "1 of them: " : outcomes.size() + " of them: ")
              + String.join(", ", counted(outcomes)));
    }
  }

  private void counts(CampaignResult result) {
    var words = counted(result.faults().stream().map(FaultResult::outcome).toList());
    var done = result.faults().size();
    out.println(
        (done == 1 ? "1 fault: " : done + " faults: ")
            + (words.isEmpty() ? "none is done" : String.join(", ", words)));
    peers(result.faults());
    if (!result.isWhole()) {
      out.println(
          "partial: "
              + result.open().size()
              + " of "
              + (done + result.open().size())
              + " faults are not done; --resume goes on");
    }
  }

  private static Style style(Outcome outcome) {
    return switch (outcome) {
      case FAILED -> Style.ERROR;
      case DEGRADED, SUSPECTED, NOT_JUDGED -> Style.WARNING;
      case HELD -> Style.GOOD;
    };
  }

  private static String achieved(Achieved achieved) {
    return achieved.operations()
        + " "
        + achieved.unit()
        + ", "
        + Figure.number(achieved.rate())
        + "/s";
  }

  /** What differs between the two, what changed, and how many changes there are of each kind. */
  void print(Comparison comparison, Shown shown) {
    for (var it : comparison.differences()) {
      note("differs: " + it.what() + ": " + said(it.first()) + " and " + said(it.second()));
    }
    var table = Table.of("FAULT", "PROBE", "CHANGE", "", ">FIRST", ">SECOND", ">TIMES");
    var reasons = new ArrayList<Change>();
    for (var it : comparison.changes()) {
      if (shown == Shown.ALL || it.kind() != Kind.SAME) {
        table.row(
            it.fault(),
            it.probe().orElse("-"),
            it.kind().words(),
            it.first().map(tail -> Figure.share(tail.share())).orElse(""),
            it.first().map(tail -> Figure.time(tail.value())).orElse("-"),
            it.second().map(tail -> Figure.time(tail.value())).orElse("-"),
            it.ratio() == 0 ? "-" : Figure.number(it.ratio()));
      }
      if (it.kind() == Kind.WORSE || it.kind() == Kind.BETTER) {
        reasons.add(it);
      }
    }
    if (!table.isEmpty()) {
      table.print(out, terminal);
      out.println();
    }
    for (var it : reasons) {
      var style = it.kind() == Kind.WORSE ? Style.ERROR : Style.GOOD;
      out.println(
          Printable.line(it.fault() + it.probe().map(probe -> ", " + probe).orElse(""))
              + ": "
              + style.on(terminal, it.kind().words())
              + ": "
              + Printable.line(it.words()));
    }
    var words = new ArrayList<String>();
    for (var kind : Kind.values()) {
      if (comparison.count(kind) > 0) {
        words.add(comparison.count(kind) + " " + kind.words());
      }
    }
    out.println(words.isEmpty() ? "nothing to compare" : String.join(", ", words));
  }

  private static String said(String value) {
    return value.isEmpty() ? "nothing" : value;
  }

  private void note(String text) {
    out.println("note: " + Printable.line(text));
  }
}
