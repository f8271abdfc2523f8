package dev.qm.assurance.report;

import dev.qm.assurance.bundle.Gap;
import dev.qm.assurance.bundle.Trace;
import dev.qm.assurance.bundle.TraceRow;
import dev.qm.assurance.rule.Interference;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table from each class of interference to what was measured, as a page. */
public final class TracePage {
  private final Map<String, String> pages;
  private final Frame frame;
  private final Markup to;

  private TracePage(ReportFacts facts, Map<String, String> pages) {
    this.pages = pages;
    this.frame =
        Frame.begin(facts, "index.html", "Report of qm", "From interference to measurement");
    this.to = frame.to();
  }

  /**
   * The page.
   *
   * @param pages where the page of each fault is that was measured
   */
  public static String of(ReportFacts facts, Trace trace, Map<String, String> pages) {
    var page = new TracePage(facts, pages);
    return page.page(trace);
  }

  private String page(Trace trace) {
    frame.fact("Whole lines", trace.whole() + " of " + trace.rows().size());
    frame.content();
    to.element(
        "p",
        "Each line leads from a class of interference by a channel to the wall that should keep a"
            + " fault in, the rule that judges the wall, the fault that tries it, and what the"
            + " safety side felt. Where one of them is missing, the line says gap.");
    for (var kind : Interference.values()) {
      frame.section(id(kind), upper(kind.words()));
      rows("Interference by " + kind.words(), trace.of(kind));
      to.closeLine();
    }
    if (!trace.strangers().isEmpty()) {
      frame.section("strangers", "Results of no known fault");
      rows("Results of faults that this qm does not know", trace.strangers());
      to.closeLine();
    }
    return frame.end(
        "A line without a gap is no proof: it says that a wall stood, that one fault tried it, and"
            + " what the probes of the campaign felt.");
  }

  /** Where the lines of a class begin. */
  static String id(Interference kind) {
    return "class-" + kind.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private void rows(String caption, List<TraceRow> rows) {
    frame.table(caption, "Channel", "Wall and its rule", "Fault", "Measured", "Gaps");
    for (var row : rows) {
      to.open("tr").open("th", "scope", "row");
      if (row.channel().isEmpty()) {
        none("no fault names one");
      } else {
        to.text(row.channel());
      }
      to.close().open("td");
      wall(row);
      to.close().open("td");
      fault(row);
      to.close().open("td");
      measured(row);
      to.close().open("td");
      gaps(row.gaps());
      to.close().closeLine();
    }
    frame.endTable();
  }

  private void none(String words) {
    to.element("span", words, "class", "quiet");
  }

  private void wall(TraceRow row) {
    if (row.wall().isEmpty()) {
      none("none");
      return;
    }
    if (row.rule().isEmpty()) {
      to.element("code", row.wall());
      return;
    }
    var result = row.rule().get();
    to.prose(result.rule().title()).empty("br");
    to.open("a", "href", "verify.html#rule-" + row.wall()).element("code", row.wall()).close();
    to.text(" ");
    Sign.of(result.outcome()).write(to);
  }

  private void fault(TraceRow row) {
    if (row.faultId().isEmpty()) {
      none("none");
      return;
    }
    to.element("code", row.faultId());
    row.fault().ifPresent(it -> to.text(" ").text(it.title()));
  }

  private void measured(TraceRow row) {
    if (row.measured().isEmpty()) {
      none("nothing");
      return;
    }
    var result = row.measured().get();
    Felt.write(to, result.outcome());
    var words = "";
    if (!result.toll().died().isEmpty()) {
      words = "died: " + String.join(", ", result.toll().died());
    } else if (!result.admitted().isEmpty()) {
      words = "let through: " + String.join(", ", result.admitted());
    } else if (result.worst().isPresent()) {
      var worst = result.worst().get();
      words =
          worst.probe()
              + ", "
              + Felt.quantile(worst.quantile())
              + " "
              + Felt.ratio(worst.ratio())
              + " times idle";
    }
    to.empty("br");
    var page = pages.getOrDefault(result.fault(), "");
    if (page.isEmpty()) {
      to.text(words);
    } else {
      to.element("a", words.isEmpty() ? "figures" : words, "href", page);
    }
  }

  private void gaps(List<Gap> gaps) {
    if (gaps.isEmpty()) {
      none("none");
      return;
    }
    to.open("ul");
    for (var gap : gaps) {
      to.open("li");
      Felt.badge(to, Sign.NOT_JUDGED, "gap");
      to.text(": " + gap.words()).close();
    }
    to.close();
  }
}
