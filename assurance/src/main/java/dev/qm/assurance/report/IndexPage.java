package dev.qm.assurance.report;

import dev.qm.assurance.bundle.Bundle;
import dev.qm.assurance.bundle.Document;
import dev.qm.assurance.bundle.Inventory;
import dev.qm.assurance.bundle.SystemDescription;
import dev.qm.assurance.bundle.Trace;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.verify.Report;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The first page of a bundle: what it comes to, what is in it, and what it does not show. */
public final class IndexPage {
  /**
   * What a bundle is made of.
   *
   * @param documents all files that are meant to be in it, in the order in which they are shown
   * @param faultPages where the page of each fault is that was measured
   */
  public record Parts(
      SystemDescription system,
      Inventory inventory,
      Report report,
      Trace trace,
      Optional<CampaignResult> campaign,
      List<Document> documents,
      Map<String, String> faultPages) {
    /** Copies what it is given, so that nobody can change it. */
    public Parts {
      documents = List.copyOf(documents);
      faultPages = Map.copyOf(faultPages);
    }

    /** What is missing that could be there, each a sentence. */
    public List<String> gaps() {
      var gaps = new ArrayList<String>();
      campaign.ifPresentOrElse(
          it -> ofCampaign(it, gaps),
          () ->
              gaps.add(
                  "Nothing was measured: no campaign of `qm prove` is in this report, so no wall was"
                      + " tried."));
      if (trace.whole() < trace.rows().size()) {
        gaps.add(ofLines());
      }
      notJudged(gaps);
      for (var document : documents) {
        document
            .missing()
            .ifPresent(why -> gaps.add("`" + document.name() + "` is missing: " + why + "."));
      }
      gaps.addAll(system.gaps());
      gaps.addAll(inventory.gaps());
      return gaps;
    }

    /**
     * How far the table goes: most walls are shown by their rule alone, and that is to be known.
     */
    private String ofLines() {
      var missing = new ArrayList<String>();
      trace.gaps().forEach((gap, lines) -> missing.add("in " + lines + " " + gap.words()));
      var whole = trace.whole();
      return "From interference to measurement "
          + (whole == 0 ? "none" : Long.toString(whole))
          + " of "
          + trace.rows().size()
          + (whole > 1 ? " lines are" : " lines is")
          + " whole: "
          + String.join(", ", missing)
          + ". A wall that nothing measured has tried is shown by its rule alone.";
    }

    /** Each rule that nobody could judge, those with one reason together. */
    private void notJudged(List<String> gaps) {
      var byReason = new LinkedHashMap<String, List<String>>();
      for (var result : report.results()) {
        if (result.outcome() == dev.qm.assurance.verify.Outcome.NOT_JUDGED) {
          byReason
              .computeIfAbsent(result.reason(), _ -> new ArrayList<>())
              .add("`" + result.rule().id() + "`");
        }
      }
      byReason.forEach((reason, rules) ->
          gaps.add("Not judged: " + String.join(", ", rules) + ": " + reason + "."));
    }

    private static void ofCampaign(CampaignResult campaign, List<String> gaps) {
      campaign
          .without()
          .ifPresent(wall ->
              gaps.add(
                  "The campaign ran with the wall `"
                      + wall
                      + "` taken down: what it measured is not the partition that the rest of this"
                      + " report is about."));
      if (!campaign.isWhole()) {
        gaps.add(
            "The campaign is not whole: not measured are "
                + String.join(", ", campaign.open())
                + ".");
      }
      gaps.addAll(campaign.notAllowed());
    }
  }

  private static final List<Outcome> WORST_FIRST =
      List.of(
          Outcome.FAILED, Outcome.SUSPECTED, Outcome.NOT_JUDGED, Outcome.DEGRADED, Outcome.HELD);

  private final Parts parts;
  private final Frame frame;
  private final Markup to;

  private IndexPage(ReportFacts facts, Parts parts) {
    this.parts = parts;
    this.frame = Frame.begin(facts, "", "Report of qm", "Freedom from interference");
    this.to = frame.to();
  }

  /** The page. */
  public static String of(ReportFacts facts, Parts parts) {
    return new IndexPage(facts, parts).page();
  }

  private String page() {
    frame.fact("Rules", String.valueOf(parts.report().results().size()));
    frame.fact("Risks accepted", parts.report().acceptanceWords());
    frame.fact(
        "Faults measured",
        String.valueOf(parts.campaign().map(it -> it.faults().size()).orElse(0)));
    frame.content();
    summary();
    gaps();
    documents();
    system();
    measurements();
    checking();
    return frame.end(
        "A report is about the moment at which it was made. It helps a safety argument; it is none"
            + " by itself (ISO 26262-6:2018, annex D; ISO 26262-9:2018, clause 7).");
  }

  private void summary() {
    frame.section("summary", "Summary");
    var verdict = Conclusion.of(parts.report());
    to.open("p", "class", "verdict " + verdict.sign().style());
    verdict.sign().shape(to);
    to.element("span", "What rules say: " + verdict.words()).closeLine();
    measured();
    frame.table(
        "By class of interference",
        "Class of interference",
        "Rules",
        "Worst verdict",
        "Faults",
        "Measured",
        "Worst measured",
        "Whole lines");
    for (var kind : Interference.values()) {
      kind(kind);
    }
    frame.endTable();
    to.closeLine();
  }

  private void measured() {
    var campaign = parts.campaign();
    var sign = Sign.NOT_JUDGED;
    var words = "nothing. No campaign of qm prove is in this report.";
    if (campaign.isPresent()) {
      var worst = worst(campaign.get().faults());
      sign = worst.map(Felt::sign).orElse(Sign.NOT_JUDGED);
      words = counts(campaign.get());
    }
    to.open("p", "class", "verdict " + sign.style());
    sign.shape(to);
    to.element("span", "What was measured: " + words).closeLine();
  }

  private static String counts(CampaignResult campaign) {
    var counts = new ArrayList<String>();
    for (var outcome : WORST_FIRST) {
      var count = campaign.faults().stream().filter(it -> it.outcome() == outcome).count();
      if (count > 0) {
        counts.add(count + " " + outcome.words());
      }
    }
    return campaign.faults().size()
        + " faults"
        + (counts.isEmpty() ? "" : ", " + String.join(", ", counts))
        + (campaign.isWhole()
            ? "."
            : "; " + campaign.open().size() + " more were not carried out.");
  }

  /** The worst of several; one that was not judged is worse than one that held. */
  private static Optional<Outcome> worst(List<FaultResult> results) {
    for (var outcome : WORST_FIRST) {
      if (results.stream().anyMatch(it -> it.outcome() == outcome)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }

  private void kind(Interference kind) {
    var rows = parts.trace().of(kind);
    var rules =
        parts.report().results().stream().filter(it -> it.rule().interference() == kind).toList();
    var faults = new HashSet<String>();
    var results = new TreeMap<String, FaultResult>();
    for (var row : rows) {
      row.fault().ifPresent(it -> faults.add(it.id()));
      row.measured().ifPresent(it -> results.put(it.fault(), it));
    }
    to.open("tr").open("th", "scope", "row");
    to.element("a", kind.words(), "href", "trace.html#" + TracePage.id(kind)).close();
    to.element("td", String.valueOf(rules.size())).open("td");
    Sign.worst(rules).write(to);
    to.close().element("td", String.valueOf(faults.size()));
    to.element("td", String.valueOf(results.size())).open("td");
    worst(List.copyOf(results.values()))
        .ifPresentOrElse(
            it -> Felt.write(to, it), () -> Felt.badge(to, Sign.NOT_JUDGED, "nothing"));
    to.close().open("td");
    var whole = rows.stream().filter(it -> it.gaps().isEmpty()).count();
    if (whole < rows.size()) {
      Felt.badge(to, Sign.NOT_JUDGED, whole + " of " + rows.size());
    } else {
      to.text("all " + rows.size());
    }
    to.close().closeLine();
  }

  private void gaps() {
    frame.section("does-not-show", "What this does not show");
    to.element("h3", "Gaps of this report");
    var gaps = parts.gaps();
    if (gaps.isEmpty()) {
      to.element("p", "Nothing that could be here is missing.");
    } else {
      frame.items(gaps);
    }
    to.element("h3", "What no such report shows");
    frame.items(
        List.of(
            "That nothing else interferes: rules and faults are those that somebody thought of.",
            "Faults of the hardware and of the kernel itself, which both sides share: a wall that the"
                + " kernel has holds as far as the kernel is right.",
            "Another machine, another load, another day. What was measured was measured once, here;"
                + " latencies of an emulated machine mean nothing.",
            "That a rule that passes holds under load, or that a fault that was held would be under"
                + " another setting. Each rule says what it does not prove.",
            "That the safety side meets its requirements. Probes stand for software of it, and its own"
                + " timing is for its own tests.",
            "What nested containers are made of: their images are in no database of packages.",
            "That the partition's databases tell the truth: it can write one of them.",
            "That this report was not made on a machine that was prepared for it. A signature says who"
                + " signed, and that nothing was changed since."));
    to.closeLine();
  }

  private void documents() {
    frame.section("documents", "What is in the bundle");
    frame.table("Every file of it", "File", "What it is", "What it shows");
    for (var document : parts.documents()) {
      to.open("tr").open("th", "scope", "row");
      if (document.missing().isEmpty()) {
        to.open("a", "href", document.name()).element("code", document.name()).close();
      } else {
        to.element("code", document.name());
      }
      to.close().element("td", document.title()).open("td");
      if (document.missing().isEmpty()) {
        to.prose(document.shows());
      } else {
        Felt.badge(to, Sign.NOT_JUDGED, "gap");
        to.text(": " + document.missing().get());
      }
      to.close().closeLine();
    }
    frame.endTable();
    to.closeLine();
  }

  private void system() {
    frame.section("system", "The system");
    to.open("dl", "class", "parts");
    for (var fact : parts.system().facts()) {
      to.open("div").element("dt", fact.name()).element("dd", fact.value()).closeLine();
    }
    to.closeLine();
    to.open("p").text("Kernel's configuration and files: ");
    to.element("a", "the system", "href", "system.html");
    to.text(". Packages: ").element("a", "software in the partition", "href", "inventory.html");
    to.text(".").closeLine().closeLine();
  }

  private void measurements() {
    frame.section("measurements", "What was measured");
    var campaign = parts.campaign();
    if (campaign.isEmpty()) {
      to.open("p").prose("Nothing: `qm prove` measures.").closeLine().closeLine();
      return;
    }
    var it = campaign.get();
    to.open("dl", "class", "parts");
    part("Began", it.began());
    part("Profile", it.profile());
    part("Seed of the order", String.valueOf(it.seed()));
    part("Wall taken down", it.without().orElse("none"));
    new TreeMap<>(it.machine()).forEach(this::part);
    to.closeLine();
    frame.table(
        "Each fault, in the order in which it was carried out",
        "Fault",
        "Verdict",
        "Probe that suffered most",
        "Quantile",
        "Times idle",
        "What the fault achieved");
    for (var result : it.faults()) {
      result(result);
    }
    frame.endTable();
    to.closeLine();
  }

  private void part(String name, String text) {
    to.open("div").element("dt", name).element("dd", text).closeLine();
  }

  private void result(FaultResult result) {
    to.open("tr").open("th", "scope", "row");
    to.open("a", "href", parts.faultPages().getOrDefault(result.fault(), "trace.html"));
    to.element("code", result.fault()).close().close().open("td");
    Felt.write(to, result.outcome());
    to.close();
    var worst = result.worst();
    to.open("td");
    worst.ifPresentOrElse(it -> to.element("code", it.probe()), () -> to.text("none was judged"));
    to.close();
    to.element("td", worst.map(it -> Felt.quantile(it.quantile())).orElse(""));
    to.element("td", worst.map(it -> Felt.ratio(it.ratio())).orElse(""));
    var achieved = result.achieved();
    to.element("td", achieved.operations() + " " + achieved.unit()).closeLine();
  }

  private void checking() {
    frame.section("checking", "How to check it");
    to.open("p").text("Nothing was changed since it was made: in its folder, ");
    to.element("code", "sha256sum -c " + Bundle.MANIFEST);
    to.text(" says OK for every file. README.txt says how a signature is checked.").closeLine();
    to.closeLine();
  }
}
