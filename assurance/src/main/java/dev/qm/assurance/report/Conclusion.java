package dev.qm.assurance.report;

import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;

/**
 * What a report comes to, in one sentence.
 *
 * @param words the sentence
 */
record Conclusion(Sign sign, String words) {
  static Conclusion of(Report report) {
    var counts = report.counts();
    var fail = counts.getOrDefault(Outcome.FAIL, 0);
    var unknown = counts.getOrDefault(Outcome.NOT_JUDGED, 0);
    var accepted = report.results().stream().mapToInt(it -> it.accepted().size()).sum();
    var problems = report.problems().size();
    if (fail > 0) {
      var open = report.results().stream().mapToInt(it -> it.open().size()).sum();
      return new Conclusion(
          Sign.FAIL,
          count(fail, "rule fails", "rules fail")
              + ", with "
              + count(open, "finding", "findings")
              + " that nobody answers for: the partition can interfere with the host.");
    }
    if (problems > 0) {
      return new Conclusion(
          Sign.FAIL,
          "No rule fails, but "
              + count(problems, "acceptance is", "acceptances are")
              + " not in order: the report cannot be filed as it is.");
    }
    if (unknown > 0) {
      return new Conclusion(
          Sign.NOT_JUDGED,
          "No rule fails, but "
              + count(unknown, "rule", "rules")
              + " could not be judged: what those are about is open.");
    }
    if (accepted > 0) {
      return new Conclusion(
          Sign.ACCEPTED,
          "No rule fails; somebody answers for "
              + count(accepted, "finding that stays.", "findings that stay."));
    }
    return new Conclusion(
        Sign.PASS, "Every rule that has something to be about holds, as far as it goes.");
  }

  private static String count(int number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }
}
