package dev.qm.cli.command.verify;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import dev.qm.host.Untrusted;
import java.util.List;

/**
 * A report in the form of JUnit's XML reports, which CI systems show: a test case for each rule and
 * for each problem of an acceptance.
 *
 * <p>Source: the schema of the Maven Surefire reports, and what CI systems say that they read.
 */
final class VerifyJunit {
  private VerifyJunit() {}

  static String text(Report report) {
    var results = report.results();
    var problems = report.problems();
    var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.append("<testsuite name=\"qm verify\" tests=\"")
        .append(results.size() + problems.size())
        .append("\" failures=\"")
        .append(count(results, Outcome.FAIL) + problems.size())
        .append("\" errors=\"0\" skipped=\"")
        .append(count(results, Outcome.NOT_JUDGED) + count(results, Outcome.NOT_APPLICABLE))
        .append("\" time=\"0\">\n");
    for (var result : results) {
      testCase(text, result);
    }
    for (var problem : problems) {
      begin(text, "acceptances", problem.rule() + " " + problem.origin());
      failure(text, problem.message(), problem.why() + "; " + problem.mend());
      text.append("  </testcase>\n");
    }
    return text.append("</testsuite>\n").toString();
  }

  private static long count(List<Result> results, Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  private static void begin(StringBuilder text, String group, String name) {
    text.append("  <testcase classname=\"qm.verify.")
        .append(escaped(group))
        .append("\" name=\"")
        .append(escaped(name))
        .append("\" time=\"0\">\n");
  }

  private static void testCase(StringBuilder text, Result result) {
    begin(
        text,
        result.rule().interference().name().toLowerCase(java.util.Locale.ROOT),
        result.rule().id());
    switch (result.outcome()) {
      case FAIL -> {
        for (var fault : result.open()) {
          failure(text, fault.what(), details(result, fault));
        }
      }
      case NOT_JUDGED, NOT_APPLICABLE ->
          text.append("    <skipped message=\"")
              .append(escaped(result.outcome().words() + ": " + result.reason()))
              .append("\"/>\n");
      case ACCEPTED, PASS -> {
        // nothing inside says that it passed
      }
    }
    text.append("  </testcase>\n");
  }

  private static void failure(StringBuilder text, String message, String details) {
    text.append("    <failure type=\"finding\" message=\"")
        .append(escaped(message))
        .append("\">")
        .append(escaped(details))
        .append("</failure>\n");
  }

  private static String details(Result result, Fault fault) {
    var details = new StringBuilder();
    for (var evidence : fault.evidence()) {
      details.append(evidence.place()).append(": ").append(evidence.value()).append('\n');
    }
    return details
        .append(result.rule().harm())
        .append("\nmend: ")
        .append(fault.advice().isEmpty() ? result.rule().mend() : fault.advice())
        .toString();
  }

  /**
   * XML 1.0 has no way to write most control characters, and what it has a terminal would act on.
   */
  private static String escaped(String raw) {
    var text = Untrusted.printable(raw);
    var escaped = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\n' -> escaped.append("&#10;");
        case '\t' -> escaped.append("&#9;");
        default -> escaped.append(isXml(c) ? c : '\uFFFD');
      }
    }
    return escaped.toString();
  }

  private static boolean isXml(char c) {
    return c >= 0x20 && c != 0xfffe && c != 0xffff;
  }
}
