package dev.qm.cli.command.verify;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Terminal;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A report for people: what fails with its line and its mend, then a line for each class. */
final class VerifyText {
  private final PrintStream out;
  private final Terminal terminal;
  private final SourceLines sources;
  private final FindingText text;

  VerifyText(PrintStream out, Terminal terminal, SourceLines sources) {
    this.out = out;
    this.terminal = terminal;
    this.sources = sources;
    this.text = new FindingText(out, terminal, sources, FileNames.absolute());
  }

  /** How much is shown. */
  enum Shown {
    /** What somebody has to look at. */
    FAILURES,
    /** Each rule. */
    ALL
  }

  void print(Report report, Shown shown) {
    for (var problem : report.problems()) {
      text.print(problem);
    }
    for (var result : report.results()) {
      for (var fault : result.open()) {
        fault(result, fault);
      }
    }
    if (shown == Shown.ALL) {
      report.results().forEach(this::everything);
    }
    classes(report);
  }

  private void fault(Result result, Fault fault) {
    var rule = result.rule();
    var first = fault.evidence().getFirst();
    var advice = fault.advice().isEmpty() ? rule.mend() : fault.advice();
    var line = first.origin().flatMap(origin -> shownLine(origin, first));
    if (line.isPresent()) {
      text.print(
          new Problem(
              Problem.Severity.ERROR,
              rule.id(),
              line.get(),
              1,
              Integer.MAX_VALUE,
              fault.what() + " [" + rule.id() + "]",
              "",
              ""));
    } else {
      out.println(
          Printable.line(withoutLine(first))
              + ": "
              + Style.ERROR.on(terminal, "error:")
              + " "
              + Printable.line(fault.what())
              + " ["
              + rule.id()
              + "]");
      out.println("    has:  " + Printable.line(first.value()));
    }
    for (var other : fault.evidence().subList(1, fault.evidence().size())) {
      out.println("    also: " + Printable.line(other.place() + ": " + other.value()));
    }
    out.println("    harm: " + Printable.line(rule.harm()));
    out.println(
        "    mend: "
            + Printable.line(advice)
            + (fault.mend().isPresent()
                ? ", or run `qm verify --mend --only " + rule.id() + "`"
                : ""));
  }

  /** The place of what a file says; nothing for what it does not say. */
  private java.util.Optional<Origin> shownLine(Origin origin, Evidence evidence) {
    var equals = evidence.value().indexOf('=');
    var key = equals < 0 ? evidence.value() : evidence.value().substring(0, equals);
    return sources.at(origin).filter(line -> line.contains(key)).map(_ -> origin);
  }

  private static String withoutLine(Evidence evidence) {
    return evidence.origin().map(origin -> origin.file().toString()).orElse(evidence.place());
  }

  private void everything(Result result) {
    var outcome = result.outcome();
    if (outcome == Outcome.FAIL) {
      return;
    }
    var mark = style(outcome).on(terminal, outcome.words());
    out.println(mark + ": " + result.rule().title() + " [" + result.rule().id() + "]");
    if (!result.reason().isEmpty()) {
      out.println("    " + Printable.line(result.reason()));
    }
    for (var evidence : result.holds()) {
      out.println("    " + Printable.line(evidence.place() + ": " + evidence.value()));
    }
    for (var accepted : result.accepted()) {
      out.println(
          "    "
              + Printable.line(
                  accepted.fault().what()
                      + "; accepted by "
                      + accepted.by().owner()
                      + " until "
                      + accepted.by().until()
                      + ": "
                      + accepted.by().reason()));
    }
  }

  private static Style style(Outcome outcome) {
    return switch (outcome) {
      case FAIL -> Style.ERROR;
      case ACCEPTED, NOT_JUDGED -> Style.WARNING;
      case NOT_APPLICABLE -> Style.BOLD;
      case PASS -> Style.GOOD;
    };
  }

  private void classes(Report report) {
    for (var interference : Interference.values()) {
      var results =
          report.results().stream()
              .filter(result -> result.rule().interference() == interference)
              .toList();
      if (!results.isEmpty()) {
        out.println(interference.words() + ": " + counted(results));
      }
    }
    total(report);
    if (!report.isLive()) {
      out.println("what runs was not looked at: files only");
    }
  }

  /** How many rules there are and what came of them, and what the exit status comes of. */
  private void total(Report report) {
    var rules = report.results().size();
    var total = new StringBuilder("total of " + rules + (rules == 1 ? " rule: " : " rules: "));
    total.append(counted(report.results()));
    var findings = report.findings();
    if (findings > 0) {
      total
          .append("; ")
          .append(findings)
          .append(findings == 1 ? " finding" : " findings")
          .append(" that nobody answers for");
    }
    if (report.acceptances() > 0) {
      total.append("; ").append(report.acceptanceWords());
    }
    var problems = report.problems().size();
    if (problems > 0) {
      total
          .append("; ")
          .append(problems)
          .append(problems == 1 ? " error" : " errors")
          .append(" in acceptances");
    }
    out.println(total);
  }

  private static String counted(List<Result> results) {
    var words = new ArrayList<String>();
    for (var outcome : Outcome.values()) {
      var count = results.stream().filter(result -> result.outcome() == outcome).count();
      if (count > 0) {
        words.add(count + " " + outcome.words());
      }
    }
    return String.join(", ", words);
  }
}
