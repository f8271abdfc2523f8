package dev.qm.assurance.report;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A report as one page of HTML, for a screen, for paper and for being read aloud. It asks nothing
 * of any other place, and its policy lets it ask nothing (CSP Level 3). Without scripting it has no
 * filters and shows everything.
 */
public final class HtmlReport {
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm xxx", Locale.ENGLISH);

  private final Report report;
  private final SystemPicture picture;
  private final ReportFacts facts;
  private final Edges edges;
  private final Markup to = new Markup();
  private int section;

  private HtmlReport(Report report, SystemPicture picture, ReportFacts facts) {
    this.report = report;
    this.picture = picture;
    this.facts = facts;
    this.edges = Edges.of(picture, report);
  }

  /** The whole page. */
  public static String of(Report report, SystemPicture picture, ReportFacts facts) {
    var page = new HtmlReport(report, picture, facts);
    page.page();
    return page.to.toString();
  }

  private void page() {
    to.doctype().open("html", "lang", "en");
    head();
    to.open("body");
    to.element("a", "Skip to the findings", "class", "skip", "href", "#findings");
    header();
    contents();
    to.open("main");
    summary();
    system();
    filters();
    findings();
    accepted();
    problems();
    reasons(
        "not-judged",
        "Not judged",
        Outcome.NOT_JUDGED,
        "Nobody could tell whether these hold. Nothing here says that they do.",
        "Why not");
    passes();
    reasons(
        "not-applicable",
        "Not applicable",
        Outcome.NOT_APPLICABLE,
        "These have nothing to be about on this machine.",
        "Why");
    rules();
    to.closeLine();
    footer();
    to.verbatim("script", StyleSheet.script());
    to.closeLine().closeLine();
  }

  private void head() {
    to.open("head").empty("meta", "charset", "utf-8");
    to.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src "
            + StyleSheet.hash(StyleSheet.page())
            + "; script-src "
            + StyleSheet.hash(StyleSheet.script())
            + "; base-uri 'none'; form-action 'none'");
    to.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    to.empty("meta", "name", "referrer", "content", "no-referrer");
    to.element("title", "Freedom from interference: " + facts.machine());
    to.verbatim("style", StyleSheet.page());
    to.closeLine();
  }

  private void header() {
    to.open("header");
    to.element("p", "Report of qm verify", "class", "kicker");
    to.element("h1", "Freedom from interference");
    to.open("dl", "class", "facts");
    fact("Machine", facts.machine());
    fact("Date", TIME.format(facts.at()));
    fact("Partition", picture.partition() + ", with " + picture.isolation());
    fact(
        "Looked at",
        report.isLive()
            ? "what files say, and the running partition"
            : "what files say; no running partition");
    fact("Risks accepted", report.acceptanceWords());
    fact("Made by", "qm " + facts.version() + ", " + report.results().size() + " rules");
    to.closeLine().closeLine();
  }

  private void fact(String what, String value) {
    to.open("div").element("dt", what).element("dd", value).closeLine();
  }

  private void contents() {
    to.open("nav", "class", "contents", "aria-label", "Contents").open("ol");
    var number = 0;
    for (var part :
        List.of(
            "summary Summary",
            "system The system",
            "findings Findings",
            "accepted Accepted",
            "problems Acceptances to mend",
            "not-judged Not judged",
            "pass Passes",
            "not-applicable Not applicable",
            "rules Rules")) {
      var blank = part.indexOf(' ');
      number++;
      to.open("li")
          .element(
              "a", number + " " + part.substring(blank + 1), "href", "#" + part.substring(0, blank))
          .close();
    }
    to.close().closeLine();
  }

  /** Begins a part of the page; {@code entries} are those that filters look at. */
  private void section(String id, String title, String... attributes) {
    section++;
    var all = new ArrayList<>(List.of("id", id, "aria-labelledby", id + "-title"));
    all.addAll(List.of(attributes));
    to.open("section", all.toArray(String[]::new));
    to.element("h2", section + " " + title, "id", id + "-title");
  }

  private void summary() {
    section("summary", "Summary");
    var verdict = Conclusion.of(report);
    to.open("p", "class", "verdict " + verdict.sign().style());
    verdict.sign().shape(to);
    to.element("span", verdict.words()).closeLine();
    to.open("div", "class", "wide").open("table", "class", "counts");
    to.element("caption", "Rules by class of interference and by what came of them");
    to.open("thead").open("tr").element("th", "Class of interference", "scope", "col");
    for (var outcome : Outcome.values()) {
      to.open("th", "scope", "col");
      Sign.of(outcome).write(to);
      to.close();
    }
    to.close().close().open("tbody");
    for (var kind : Interference.values()) {
      to.open("tr").element("th", kind.words(), "scope", "row");
      for (var outcome : Outcome.values()) {
        count(
            outcome,
            report.results().stream()
                .filter(it -> it.rule().interference() == kind && it.outcome() == outcome)
                .count());
      }
      to.closeLine();
    }
    to.close().open("tfoot").open("tr").element("th", "all", "scope", "row");
    for (var outcome : Outcome.values()) {
      count(outcome, report.counts().getOrDefault(outcome, 0));
    }
    to.close().close().close().close().closeLine();
  }

  private void count(Outcome outcome, long number) {
    to.element(
        "td",
        String.valueOf(number),
        "class",
        number == 0 ? "none" : "some " + Sign.of(outcome).style());
  }

  private void system() {
    section("system", "The system");
    to.open("figure");
    to.open("div", "class", "wide", "tabindex", "0", "role", "group", "aria-label", "Picture");
    SystemSvg.write(to, picture, edges);
    to.close();
    to.element(
        "figcaption",
        "Who is on which side of the wall, and every way from the partition to the host. Names that"
            + " do not fit are cut here; the table has them whole.");
    to.closeLine();
    to.open("details", "open", "open").element("summary", "The same in words");
    to.open("div", "class", "wide").open("table", "class", "list");
    to.element("caption", "What leads from the partition to the host");
    columns("Class of interference", "What came of its rules", "What the partition is handed");
    to.open("tbody");
    for (var edge : edges.all()) {
      to.open("tr").element("th", edge.kind().words(), "scope", "row");
      to.open("td");
      edge.sign().shape(to);
      to.text(" " + edge.words()).close().open("td");
      if (edge.strands().isEmpty()) {
        to.text("nothing that files name");
      } else {
        to.open("ul");
        for (var strand : edge.strands()) {
          to.open("li").element("code", strand.crossing().what()).text(" ");
          strand.sign().write(to);
          to.close();
        }
        to.close();
      }
      to.close().closeLine();
    }
    to.close().close().close();
    to.open("p").text("ASIL side: ");
    names(picture.asilUnits(), "its units are not named");
    to.text(". Other containers of the host: ");
    names(picture.hostContainers(), "none");
    to.text(". Nested containers: ");
    names(picture.nested(), "none declared");
    to.text(".").close().close().closeLine();
  }

  private void names(List<String> names, String none) {
    if (names.isEmpty()) {
      to.text(none);
    }
    for (var i = 0; i < names.size(); i++) {
      to.text(i == 0 ? "" : ", ").element("code", names.get(i));
    }
  }

  private void columns(String... titles) {
    to.open("thead").open("tr");
    for (var title : titles) {
      to.element("th", title, "scope", "col");
    }
    to.close().close();
  }

  private void filters() {
    to.open(
        "form",
        "class",
        "filters",
        "id",
        "filters",
        "role",
        "search",
        "aria-label",
        "Filters",
        "hidden",
        "hidden");
    to.open("label").text("Outcome").open("select", "id", "filter-outcome");
    to.element("option", "all", "value", "");
    for (var outcome : Outcome.values()) {
      to.element("option", outcome.words(), "value", outcome.name());
    }
    to.close().close();
    to.open("label").text("Class of interference").open("select", "id", "filter-kind");
    to.element("option", "all", "value", "");
    for (var kind : Interference.values()) {
      to.element("option", kind.words(), "value", kind.name());
    }
    to.close().close();
    to.open("label", "class", "words").text("Words");
    to.empty("input", "id", "filter-words", "type", "search", "autocomplete", "off").close();
    to.element("button", "Show all", "type", "reset");
    to.element("output", "", "id", "filter-told", "for", "filter-outcome filter-kind filter-words");
    to.closeLine();
  }

  private void findings() {
    section("findings", "Findings", "data-entries", "findings");
    var number = 0;
    for (var result : report.results()) {
      for (var fault : result.open()) {
        number++;
        finding("finding-" + number, "Finding " + number, result, Outcome.FAIL);
        about(result.rule(), Sign.FAIL, fault);
        parts(result.rule(), fault);
        to.close().closeLine();
      }
    }
    if (number == 0) {
      to.element("p", "There is nothing that somebody would have to mend or to answer for.");
    }
    to.closeLine();
  }

  private void accepted() {
    section("accepted", "Accepted", "data-entries", "accepted");
    var number = 0;
    for (var result : report.results()) {
      for (var accepted : result.accepted()) {
        number++;
        finding("accepted-" + number, "Accepted " + number, result, Outcome.ACCEPTED);
        about(result.rule(), Sign.ACCEPTED, accepted.fault());
        var by = accepted.by();
        part("Who answers for it", by.owner());
        part("For what reason", by.reason());
        part("Until", by.until().toString());
        to.open("div").element("dt", "Said in").open("dd").element("code", by.origin().toString());
        to.close().close();
        parts(result.rule(), accepted.fault());
        to.close().closeLine();
      }
    }
    if (number == 0) {
      to.element("p", "Nobody has accepted anything that was found.");
    }
    to.closeLine();
  }

  private void finding(String id, String name, Result result, Outcome outcome) {
    to.open(
        "article",
        "class",
        "finding " + Sign.of(outcome).style(),
        "id",
        id,
        "data-outcome",
        outcome.name(),
        "data-kind",
        result.rule().interference().name(),
        "aria-labelledby",
        id + "-title");
    to.open("h3", "id", id + "-title").text(name + ": ");
  }

  /** Ends the heading, and says which rule is meant; leaves the list of parts open. */
  private void about(Rule rule, Sign sign, Fault fault) {
    to.text(fault.what()).close();
    to.open("p", "class", "about");
    sign.write(to);
    to.open("span").text("Rule ");
    toRule(rule);
    to.close();
    to.element("span", rule.interference().words(), "class", "quiet").close();
    to.open("dl", "class", "parts");
  }

  private void parts(Rule rule, Fault fault) {
    to.open("div").element("dt", "What shows it").open("dd");
    evidence(fault.evidence());
    to.close().close();
    part("What could happen", rule.harm());
    part("How to mend it", fault.advice().isEmpty() ? rule.mend() : fault.advice());
    fault
        .mend()
        .ifPresent(mend -> {
          to.open("div").element("dt", "Drop-in that closes it").open("dd");
          to.open("p").text(DropIn.whose(mend) + " ").element("code", mend.unit()).close();
          to.element("pre", DropIn.text(mend)).close().close();
        });
  }

  private void part(String name, String text) {
    to.open("div").element("dt", name).open("dd").prose(text).close().close();
  }

  private void evidence(List<Evidence> evidence) {
    to.open("ul");
    for (var one : evidence) {
      to.open("li").element("code", one.place(), "class", "place").text(" ");
      to.element("code", one.value()).close();
    }
    to.close();
  }

  private void toRule(Rule rule) {
    to.open("a", "href", "#rule-" + rule.id(), "data-paper", "see section 9")
        .element("code", rule.id())
        .close();
  }

  private void problems() {
    section("problems", "Acceptances to mend");
    if (report.problems().isEmpty()) {
      to.element("p", "Every acceptance can be understood, counts, and is about a finding.");
    } else {
      to.open("div", "class", "wide").open("table", "class", "list");
      to.element("caption", "Acceptances that are not in order; until they are, the report fails");
      columns("Where", "What is wrong", "What to do");
      to.open("tbody");
      for (var problem : report.problems()) {
        to.open("tr").open("th", "scope", "row");
        to.element("code", problem.origin().toString()).close();
        to.open("td").text(problem.message());
        if (!problem.why().isEmpty()) {
          to.text("; " + problem.why());
        }
        to.close().open("td").prose(problem.mend()).close().closeLine();
      }
      to.close().close().close();
    }
    to.closeLine();
  }

  private void reasons(String id, String title, Outcome outcome, String means, String why) {
    section(id, title, "data-entries", id);
    var results = of(outcome);
    if (results.isEmpty()) {
      to.element("p", "None.");
    } else {
      to.open("div", "class", "wide").open("table", "class", "list");
      to.element("caption", means);
      columns("Rule", why, "Class of interference");
      to.open("tbody");
      for (var result : results) {
        row(result);
        to.element("td", result.reason());
        to.element("td", result.rule().interference().words(), "class", "class-name").closeLine();
      }
      to.close().close().close();
    }
    to.closeLine();
  }

  private void passes() {
    section("pass", "Passes", "data-entries", "pass");
    var results = of(Outcome.PASS);
    if (results.isEmpty()) {
      to.element("p", "None.");
    } else {
      to.open("details", "open", "open");
      to.element("summary", results.size() + (results.size() == 1 ? " rule holds" : " rules hold"));
      to.open("div", "class", "wide").open("table", "class", "list");
      to.element("caption", "What a pass does not prove stands with each rule");
      columns("Rule", "What shows it", "Class of interference");
      to.open("tbody");
      for (var result : results) {
        row(result);
        to.open("td");
        evidence(result.holds());
        to.close();
        to.element("td", result.rule().interference().words(), "class", "class-name").closeLine();
      }
      to.close().close().close().close();
    }
    to.closeLine();
  }

  /** Begins a row about a rule. */
  private void row(Result result) {
    to.open(
        "tr",
        "id",
        "result-" + result.rule().id(),
        "data-outcome",
        result.outcome().name(),
        "data-kind",
        result.rule().interference().name());
    to.open("th", "scope", "row", "class", "rule-name").prose(result.rule().title());
    to.empty("br");
    toRule(result.rule());
    to.close();
  }

  private List<Result> of(Outcome outcome) {
    return report.results().stream().filter(it -> it.outcome() == outcome).toList();
  }

  private void rules() {
    section("rules", "Rules", "data-entries", "rules");
    var finding = 0;
    var accepted = 0;
    for (var result : report.results()) {
      var rule = result.rule();
      to.open(
          "article",
          "class",
          "rule",
          "id",
          "rule-" + rule.id(),
          "data-outcome",
          result.outcome().name(),
          "data-kind",
          rule.interference().name(),
          "aria-labelledby",
          "rule-" + rule.id() + "-title");
      to.open("h3", "id", "rule-" + rule.id() + "-title").element("code", rule.id()).text(": ");
      to.prose(rule.title()).close();
      to.open("p", "class", "about");
      Sign.of(result.outcome()).write(to);
      to.element("span", rule.interference().words(), "class", "quiet");
      for (var i = 0; i < result.open().size(); i++) {
        finding++;
        to.element("a", "Finding " + finding, "href", "#finding-" + finding);
      }
      for (var i = 0; i < result.accepted().size(); i++) {
        accepted++;
        to.element("a", "Accepted " + accepted, "href", "#accepted-" + accepted);
      }
      if (result.open().isEmpty() && result.accepted().isEmpty()) {
        to.element("a", "What came of it", "href", "#result-" + rule.id());
      }
      to.close().open("dl", "class", "parts");
      part("What could happen", rule.harm());
      part("Why", rule.rationale());
      part("How it is checked", rule.how());
      part("What a pass means", rule.proves());
      part("What it does not prove", rule.doesNotProve());
      part("How to mend it", rule.mend());
      to.open("div").element("dt", "Where that stands").open("dd").open("ul");
      for (var source : rule.sources()) {
        to.element("li", source);
      }
      to.close().close().close().close().closeLine();
    }
    to.closeLine();
  }

  private void footer() {
    to.open("footer").open("p");
    to.text(
        "A report is about the moment at which it was made. It helps a safety argument; it is none"
            + " by itself: what no rule looks at, and what each rule does not prove, is left to the"
            + " analysis of the whole item (ISO 26262-6:2018, annex D; ISO 26262-9:2018, clause"
            + " 7).");
    to.close().closeLine();
  }
}
