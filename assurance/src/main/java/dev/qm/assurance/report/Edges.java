package dev.qm.assurance.report;

import dev.qm.assurance.report.SystemPicture.Crossing;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import dev.qm.quadlet.syntax.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What leads from the partition to the host, with what rules say of it.
 *
 * @param all one for each class of interference, in their order
 */
record Edges(List<Edge> all) {

  /**
   * A class of interference.
   *
   * @param sign the worst of its rules
   * @param words how many of its rules are so
   */
  record Edge(Interference kind, Sign sign, String words, List<Strand> strands) {}

  /**
   * A thing that is handed over.
   *
   * @param sign the worst that a rule says of one of its lines
   */
  record Strand(Crossing crossing, Sign sign) {}

  static Edges of(SystemPicture picture, Report report) {
    var all = new ArrayList<Edge>();
    for (var kind : Interference.values()) {
      var results =
          report.results().stream().filter(it -> it.rule().interference() == kind).toList();
      var sign = Sign.worst(results);
      var strands = new ArrayList<Strand>();
      for (var crossing : picture.crossings()) {
        if (crossing.kind() == kind) {
          strands.add(new Strand(crossing, sign(crossing, report)));
        }
      }
      // where not all have room, the worst have
      strands.sort(Comparator.comparing(Strand::sign));
      all.add(new Edge(kind, sign, words(results, sign), strands));
    }
    return new Edges(all);
  }

  private static String words(List<Result> results, Sign sign) {
    if (results.isEmpty()) {
      return "no rule";
    }
    var so = results.stream().filter(it -> Sign.of(it.outcome()) == sign).count();
    return so + " of " + results.size() + " " + sign.words();
  }

  private static Sign sign(Crossing crossing, Report report) {
    var sign = Sign.NO_RULE;
    for (var result : report.results()) {
      for (var fault : result.open()) {
        sign = names(fault.evidence(), crossing) ? sign.or(Sign.FAIL) : sign;
      }
      for (var accepted : result.accepted()) {
        sign = names(accepted.fault().evidence(), crossing) ? sign.or(Sign.ACCEPTED) : sign;
      }
      if (result.outcome() == Outcome.PASS) {
        sign = names(result.holds(), crossing) ? sign.or(Sign.PASS) : sign;
      }
    }
    return sign;
  }

  private static boolean names(List<Evidence> evidence, Crossing crossing) {
    for (var one : evidence) {
      Optional<Origin> origin = one.origin();
      if (origin.isPresent() && crossing.origins().contains(origin.get())) {
        return true;
      }
    }
    return false;
  }
}
