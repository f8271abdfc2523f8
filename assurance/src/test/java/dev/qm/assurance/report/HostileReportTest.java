package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.report.SystemPicture.Crossing;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.verify.Acceptance;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import dev.qm.host.Untrusted;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever anybody writes into any field, the report is a document in which that is text. */
class HostileReportTest {
  private static final Origin ORIGIN = new Origin(Path.of("/etc/a.conf"), 1);
  private static final LocalDate DAY = LocalDate.of(2027, 1, 1);

  /** As many times as {@link #page} says a word, so that none is left out. */
  private static final int PLACES = 31;

  @Property(tries = 300)
  void anyTextInAnyFieldIsText(@ForAll("texts") String text) {
    var page = page(text);
    var calm = page("x");

    // the markup is the same, so nothing of the text became any
    assertThat(tags(page)).isEqualTo(tags(calm));
    assertThat(Pages.text(page)).contains(shown(text));
  }

  @Property(tries = 300)
  void anyTextInThePictureIsText(@ForAll("texts") String text) {
    var svg = SystemSvg.of(picture(text), report(text));

    assertThat(tags(svg)).isEqualTo(tags(SystemSvg.of(picture("x"), report("x"))));
    assertThat(Pages.text(svg)).contains(shown(text));
  }

  @Example
  void noFieldIsLeftOut() {
    var word = "qqqq";
    var times = Pages.text(page(word)).split(word, -1).length - 1;

    assertThat(times).isGreaterThanOrEqualTo(PLACES);
  }

  /** Markup as a browser would take it, and letters of all kinds. */
  @Provide
  Arbitrary<String> texts() {
    var pieces =
        Arbitraries.of(
            "<script>alert(1)</script>",
            "</style>",
            "</title>",
            "</textarea>",
            "<!--",
            "-->",
            "]]>",
            "<![CDATA[",
            "\"",
            "'",
            "&lt;",
            "&#x3c;",
            "&",
            "\u202e",
            "\0",
            "\u001b[2J",
            "\r",
            "\ud800",
            "\ufffe",
            "\uffff",
            "javascript:alert(1)",
            "style=x onload=alert(1)",
            "a b");
    return Arbitraries.oneOf(pieces, Arbitraries.strings().all().ofMaxLength(20))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6)
        .map(it -> String.join("", it).replace("`", ""))
        .filter(it -> !it.isEmpty());
  }

  /** In the form in which no terminal acts on it, on one line or on several. */
  private static String shown(String text) {
    return Untrusted.printable(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff");
  }

  /** The names of elements and attributes, in their order. */
  private static List<String> tags(String page) {
    return java.util.regex.Pattern.compile("<[^>]*>")
        .matcher(page)
        .results()
        .map(tag -> tag.group().replaceAll("\"[^\"]*\"", "\"\""))
        .toList();
  }

  private static String page(String text) {
    return HtmlReport.of(
        report(text), picture(text), new ReportFacts(Samples.FACTS.at(), text, text));
  }

  private static SystemPicture picture(String text) {
    return new SystemPicture(
        List.of(text),
        List.of(text),
        text,
        text,
        List.of(text),
        OptionalInt.of(1),
        List.of(new Crossing(Interference.EXCHANGE, text, List.of())));
  }

  private static Report report(String text) {
    var evidence = new Evidence(text, text, Optional.empty());
    var fault =
        new Fault(
            text,
            List.of(evidence),
            text,
            Optional.of(
                new Mend(
                    text, Mend.Place.HOST, List.of(new Mend.Setting("Service", "Key", text)))));
    var fail = new Verdict.Fail(List.of(fault));
    var acceptance = new Acceptance("a", "b", text, text, DAY, ORIGIN, ORIGIN);
    return new Report(
        List.of(
            new Result(rule("one", text, fail), fail, List.of(fault), List.of()),
            new Result(
                rule("two", text, fail),
                fail,
                List.of(),
                List.of(new Result.AcceptedFault(fault, acceptance))),
            result("three", text, new Verdict.NotJudged(text)),
            result("four", text, new Verdict.NotApplicable(text)),
            result("five", text, new Verdict.Pass(List.of(evidence)))),
        List.of(new Problem(Problem.Severity.ERROR, "a", ORIGIN, 1, 1, text, text, text)),
        true,
        1);
  }

  private static Result result(String id, String text, Verdict verdict) {
    return new Result(rule(id, text, verdict), verdict, List.of(), List.of());
  }

  private static Rule rule(String id, String text, Verdict verdict) {
    return new Rule(
        id,
        text,
        Interference.MEMORY,
        text,
        text,
        List.of(text),
        text,
        text,
        text,
        text,
        false,
        _ -> verdict);
  }
}
