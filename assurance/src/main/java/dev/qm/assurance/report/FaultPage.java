package dev.qm.assurance.report;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** One fault, what it did, and what the probes felt, as a page with a plot for each probe. */
public final class FaultPage {
  private final FaultResult result;
  private final Optional<Fault> fault;
  private final Frame frame;
  private final Markup to;

  private FaultPage(ReportFacts facts, FaultResult result, Optional<Fault> fault) {
    this.result = result;
    this.fault = fault;
    this.frame =
        Frame.begin(facts, "../index.html", "Report of qm prove", "Fault " + result.fault());
    this.to = frame.to();
  }

  /**
   * The page.
   *
   * @param fault what it stands for; nothing where this qm does not know it
   */
  public static String of(ReportFacts facts, FaultResult result, Optional<Fault> fault) {
    return new FaultPage(facts, result, fault).page();
  }

  /**
   * Where the page of a fault is in a bundle.
   *
   * @param number of the fault in its campaign, for names that no file can have
   */
  public static String place(String fault, int number) {
    var usable =
        !fault.isEmpty()
            && fault.length() <= 100
            && !fault.startsWith("-")
            && fault
                .chars()
                .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    return "faults/" + (usable ? fault : "FAULT-" + number) + ".html";
  }

  private String page() {
    fault.ifPresent(it -> frame.fact("Class of interference", it.interference().words()));
    frame.content();
    summary();
    probes();
    return frame.end(
        "A probe is a small piece of work as software of the safety side does it. What one does not"
            + " feel, other software still may.");
  }

  private void summary() {
    frame.section("fault", "The fault");
    to.open("p", "class", "verdict " + Felt.sign(result.outcome()).style());
    Felt.sign(result.outcome()).shape(to);
    to.element("span", verdict()).closeLine();
    to.open("dl", "class", "parts");
    fault.ifPresent(it -> {
      part("What happens", it.title());
      part("What it stands for", it.standsFor());
      part("Channel", it.channel());
      part("Walls", it.walls().isEmpty() ? "none" : String.join(", ", sorted(it)));
      part("Bounds", it.bounds());
      part("How it is undone", it.undo());
    });
    var achieved = result.achieved();
    part(
        "What it achieved",
        achieved.operations()
            + " "
            + achieved.unit()
            + " in "
            + Felt.time(achieved.length().toNanos())
            + String.format(Locale.ROOT, ", %.1f in a second", achieved.rate())
            + fault
                .filter(it -> achieved.rate() < it.atLeast())
                .map(it ->
                    String.format(
                        Locale.ROOT,
                        "; fewer than %.1f, so it was starved and proves nothing",
                        it.atLeast()))
                .orElse(""));
    part("Rounds", String.valueOf(result.rounds()));
    part(
        "Recovery",
        result
            .recovery()
            .map(it -> "as idle again within " + Felt.time(it.toNanos()))
            .orElse("not as idle again within the time that was waited"));
    result.peer().ifPresent(it -> part("In a plain container of the host's", beside(it)));
    toll();
    to.closeLine().closeLine();
  }

  private static String beside(Peer peer) {
    return switch (peer) {
      case Peer.Missing(var why) -> "not measured: " + why;
      case Peer.Measured measured -> {
        var achieved = measured.achieved();
        yield measured.outcome().words()
            + (measured.died().isEmpty()
                ? ""
                : ", of the safety side died " + String.join(", ", measured.died()))
            + (measured.admitted().isEmpty()
                ? ""
                : ", let through was " + String.join(", ", measured.admitted()))
            + "; "
            + achieved.operations()
            + " "
            + achieved.unit()
            + " in "
            + Felt.time(achieved.length().toNanos())
            + String.format(
                Locale.ROOT,
                ", %.1f in a second, in %d rounds",
                achieved.rate(),
                measured.rounds());
      }
    };
  }

  private static List<String> sorted(Fault fault) {
    return fault.walls().stream().sorted().toList();
  }

  private String verdict() {
    var died = result.toll().died();
    if (!died.isEmpty()) {
      return "failed: of the safety side died " + String.join(", ", died) + ".";
    }
    if (!result.admitted().isEmpty()) {
      return "failed: what has to be refused was let through: "
          + String.join(", ", result.admitted())
          + ".";
    }
    return switch (result.outcome()) {
      case HELD -> "held: no probe that could be judged felt it beyond the noise" + judged();
      case DEGRADED ->
          "degraded: at least one probe felt it, and all that could be judged stayed within their budgets"
              + judged();
      case SUSPECTED ->
          "suspected: at least one probe was beyond its budget, and it was not found again in rounds of their own.";
      case FAILED -> "failed: at least one probe is beyond its budget.";
      case NOT_JUDGED -> "not judged: what was measured decides nothing.";
    };
  }

  private String judged() {
    var all = result.verdicts().size();
    return result.judged() == all
        ? "."
        : ": " + result.judged() + " of " + all + " probes have a verdict.";
  }

  private void toll() {
    var toll = result.toll();
    var lines = new ArrayList<String>();
    new TreeMap<>(toll.pressure())
        .forEach((name, waited) -> lines.add("pressure " + name + ": " + waited + " \u00b5s"));
    lines.add("kept from the processors by the quota: " + toll.throttled() + " \u00b5s");
    lines.add("killed for memory inside the partition: " + toll.oomKills());
    lines.add(
        "denials of SELinux: " + (toll.denials() < 0 ? "cannot be seen here" : toll.denials()));
    lines.addAll(toll.remarks());
    lines.addAll(result.achieved().remarks());
    to.open("div").element("dt", "What the machine counted").open("dd").open("ul");
    for (var line : lines) {
      to.element("li", line);
    }
    to.close().close().closeLine();
  }

  private void part(String name, String text) {
    to.open("div").element("dt", name).open("dd").open("p").prose(text).close().close().closeLine();
  }

  private void probes() {
    frame.section("probes", "What probes felt");
    if (result.verdicts().isEmpty()) {
      to.element("p", "No probe was judged.");
    } else {
      var measured =
          result
              .peer()
              .flatMap(
                  it -> it instanceof Peer.Measured some ? Optional.of(some) : Optional.empty());
      var columns = new ArrayList<>(List.of("Probe", "Verdict", "Quantile", "Idle"));
      columns.addAll(List.of("Under the fault", "Ratio"));
      measured.ifPresent(_ -> columns.add("Ratio in a plain container"));
      columns.addAll(List.of("Missed", "Why"));
      frame.table(
          "Each probe, by the quantile that there are enough samples for",
          columns.toArray(String[]::new));
      for (var verdict : result.verdicts()) {
        to.open("tr").open("th", "scope", "row").element("code", verdict.probe()).close();
        to.open("td");
        Felt.write(to, verdict.verdict());
        to.close();
        to.element("td", Felt.quantile(verdict.quantile()));
        to.element("td", Felt.time(verdict.idle()));
        to.element(
            "td",
            Felt.time(verdict.fault())
                + " ("
                + Felt.time(verdict.low())
                + " to "
                + Felt.time(verdict.high())
                + ")");
        to.element("td", Felt.ratio(verdict.ratio()));
        measured.ifPresent(it ->
            to.element(
                "td",
                it.of(verdict.probe())
                    .map(there -> Felt.ratio(there.ratio()) + ", " + there.verdict().words())
                    .orElse("-")));
        to.element("td", result.missed(verdict));
        to.element("td", verdict.words()).closeLine();
      }
      frame.endTable();
    }
    to.element(
        "p",
        "In each plot the dashed line is idle, the dotted one idle again, the thick one under the"
            + " fault; each ends at the longest try. The upright bar is the confidence interval of"
            + " the quantile that was judged.");
    var number = 0;
    for (var reading : result.during().readings()) {
      number++;
      plot(number, reading);
    }
    to.closeLine();
  }

  private void plot(int number, Reading during) {
    var probe = during.probe();
    to.open("figure", "class", "latencies");
    to.open("h3").text("Probe ").element("code", probe).close();
    LatencySvg.write(
        to,
        "plot-" + number,
        "Latency of " + probe + ", idle and under the fault " + result.fault(),
        latencies(result.before(), probe),
        during.latencies(),
        latencies(result.after(), probe),
        result.verdicts().stream().filter(it -> it.probe().equals(probe)).findFirst());
    to.open("figcaption");
    to.text(words("idle", result.before(), probe) + " ");
    to.text(words("under the fault", result.during(), probe) + " ");
    to.text(words("idle again", result.after(), probe));
    to.close().closeLine();
  }

  private static Latencies latencies(Window window, String probe) {
    return window.of(probe).map(Reading::latencies).orElse(Latencies.NONE);
  }

  private static String words(String when, Window window, String probe) {
    var reading = window.of(probe);
    if (reading.isEmpty() || reading.get().due() == 0) {
      return when + ": no tries.";
    }
    var it = reading.get().latencies();
    if (it.count() == 0) {
      return when + ": no try came to its end; " + reading.get().words("") + ".";
    }
    return when
        + ": p50 "
        + Felt.time(it.quantile(0.5))
        + ", p99 "
        + Felt.time(it.quantile(0.99))
        + ", p99.9 "
        + Felt.time(it.quantile(0.999))
        + ", longest "
        + Felt.time(it.max())
        + "; "
        + reading.get().words("")
        + ".";
  }
}
