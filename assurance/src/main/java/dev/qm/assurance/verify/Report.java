package dev.qm.assurance.verify;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What rules say of a partition.
 *
 * @param results a rule each, in the order of the rules
 * @param problems of acceptances: not to be understood, expired, or about nothing that is found
 * @param isLive whether a running partition was looked at
 * @param acceptances how many there are of these rules that can be understood
 */
public record Report(
    List<Result> results, List<Problem> problems, boolean isLive, int acceptances) {
  /** Copies what it is given, so that nobody can change it. */
  public Report {
    results = List.copyOf(results);
    problems = List.copyOf(problems);
  }

  /**
   * Judges a partition.
   *
   * @param rules by which; acceptances of other rules are left alone
   * @param today decides which acceptances still count; asked only where there is one, since the
   *     time zone takes a twentieth of a run that needs no date
   */
  public static Report of(
      PartitionView view, List<Rule> rules, Acceptances acceptances, Supplier<LocalDate> today) {
    var results = new ArrayList<Result>();
    var used = new HashSet<Acceptance>();
    var day = acceptances.all().isEmpty() ? LocalDate.EPOCH : today.get();
    var verdicts = verdicts(view, rules);
    var possible = new PossibleMends(view);
    for (var i = 0; i < rules.size(); i++) {
      var verdict = possible.worded(verdicts.get(i).join(), rules.get(i));
      results.add(result(rules.get(i), verdict, acceptances, day, used));
    }
    var problems = new ArrayList<>(acceptances.problems());
    var about = 0;
    for (var acceptance : acceptances.all()) {
      if (rules.stream().anyMatch(rule -> rule.id().equals(acceptance.rule()))) {
        about++;
        problems.addAll(problems(acceptance, day, used, view));
      }
    }
    return new Report(results, problems, view.live().isPresent(), about);
  }

  /** What the rules say; those that take long are begun first, and go on beside the others. */
  private static List<CompletableFuture<Verdict>> verdicts(PartitionView view, List<Rule> rules) {
    var verdicts = new ArrayList<CompletableFuture<Verdict>>();
    for (var rule : rules) {
      verdicts.add(
          rule.isApart()
              ? CompletableFuture.supplyAsync(
                  () -> rule.judge(view), Thread.ofPlatform().daemon()::start)
              : new CompletableFuture<>());
    }
    for (var i = 0; i < rules.size(); i++) {
      if (!rules.get(i).isApart()) {
        verdicts.get(i).complete(rules.get(i).judge(view));
      }
    }
    return verdicts;
  }

  private static Result result(
      Rule rule, Verdict verdict, Acceptances acceptances, LocalDate today, Set<Acceptance> used) {
    var open = new ArrayList<Fault>();
    var accepted = new ArrayList<Result.AcceptedFault>();
    if (verdict instanceof Verdict.Fail(List<Fault> faults)) {
      for (var fault : faults) {
        var covering =
            acceptances.all().stream().filter(it -> it.covers(rule.id(), fault)).toList();
        used.addAll(covering);
        covering.stream()
            .filter(it -> it.isValid(today))
            .findFirst()
            .ifPresentOrElse(
                it -> accepted.add(new Result.AcceptedFault(fault, it)), () -> open.add(fault));
      }
    }
    return new Result(rule, verdict, open, accepted);
  }

  private static List<Problem> problems(
      Acceptance acceptance, LocalDate today, Set<Acceptance> used, PartitionView view) {
    if (!used.contains(acceptance)) {
      // what only the running partition shows is not found while it does not run
      return view.live().isEmpty() && acceptance.isLive()
          ? List.of()
          : List.of(
              problem(
                  acceptance.origin(),
                  "acceptance-stale",
                  "nothing is found by " + acceptance.rule() + " at " + acceptance.place(),
                  "an acceptance that outlives its finding would hide the next one",
                  "remove the file if it is mended; if it is somewhere else now, set Place= to what `qm"
                      + " verify` names there, with * for the number of a process"));
    }
    return acceptance.isValid(today)
        ? List.of()
        : List.of(
            problem(
                acceptance.end(),
                "acceptance-expired",
                "the acceptance of "
                    + acceptance.rule()
                    + " by "
                    + acceptance.owner()
                    + " ended with "
                    + acceptance.until(),
                "the finding counts again",
                "mend it, or let its owner decide anew and set Until="));
  }

  private static Problem problem(
      Origin origin, String rule, String message, String why, String mend) {
    return new Problem(Problem.Severity.ERROR, rule, origin, 1, 1, message, why, mend);
  }

  /** By how many acceptances something may stay. */
  public int acceptancesUsed() {
    var used = new HashSet<Acceptance>();
    results.forEach(result -> result.accepted().forEach(accepted -> used.add(accepted.by())));
    return used.size();
  }

  /** That in words, such as {@code 1 of 2 acceptances used}. */
  public String acceptanceWords() {
    return acceptances == 0
        ? "no acceptances"
        : acceptancesUsed()
            + " of "
            + acceptances
            + (acceptances == 1 ? " acceptance used" : " acceptances used");
  }

  /** How many findings nobody answers for. */
  public int findings() {
    return results.stream().mapToInt(result -> result.open().size()).sum();
  }

  /** Whether nothing fails. */
  public boolean isClean() {
    return problems.isEmpty()
        && results.stream().noneMatch(result -> result.outcome() == Outcome.FAIL);
  }

  /** How many rules came out so. */
  public Map<Outcome, Integer> counts() {
    var counts = new EnumMap<Outcome, Integer>(Outcome.class);
    for (var outcome : Outcome.values()) {
      counts.put(outcome, 0);
    }
    for (var result : results) {
      counts.merge(result.outcome(), 1, Integer::sum);
    }
    return counts;
  }
}
