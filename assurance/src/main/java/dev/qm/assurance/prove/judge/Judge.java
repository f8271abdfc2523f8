package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Judges what probes suffered under a fault, by intervals ({@link Case}), and calls nothing a
 * failure that was not found twice.
 *
 * <p>A campaign judges hundreds of pairs of a probe and a fault, and looks at each after every
 * round: what chance makes of one in a few hundred is in every campaign then, however well each
 * interval keeps its promise. So what is beyond the budget is a suspicion until rounds that came
 * after it, judged without those that raised it, are beyond the budget by themselves. That needs
 * nothing to be known of how windows vary but that they are independent, and chance would have to
 * strike twice. The two share one idle window, which ends the one and begins the other.
 *
 * <p>What was found twice stays a failure: rounds that follow for another probe's sake do not take
 * it back, and neither does what both make as one. Rounds that differ much among themselves are
 * worth few samples, and could hide what each half shows.
 *
 * @param budgets of all probes
 */
public record Judge(Budgets budgets) {
  /** A window under a fault may hold one burst; two are not struck by the same chance. */
  public static final int FEWEST_TO_FAIL = 2;

  /**
   * A verdict as of now.
   *
   * @param verdict what it is when no round follows
   * @param next what could change it
   */
  public record Judgement(ProbeVerdict verdict, Next next) {
    /** Whether further rounds are not needed. */
    public boolean decided() {
      return next == Next.NOTHING;
    }
  }

  /** What a verdict waits for, from the least. */
  public enum Next {
    /** It stands. */
    NOTHING,
    /** A further round may decide. */
    ROUND,
    /** A failure was found, and is to be found again in rounds of their own. */
    CONFIRMATION;

    /** What waits for more. */
    public Next or(Next other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /**
   * The verdicts on all probes that are in any window.
   *
   * @param trials the rounds up to now, at least one
   * @param starved why the fault counts as starved, a clause such as {@code it did 3 operations a
   *     second of at least 100}; nothing when it does not
   */
  public List<Judgement> judge(List<Trial> trials, Optional<String> starved) {
    var probes = new LinkedHashSet<String>();
    for (var trial : trials) {
      for (var window : List.of(trial.before(), trial.during(), trial.after())) {
        window.readings().forEach(reading -> probes.add(reading.probe()));
      }
    }
    var judgements = new ArrayList<Judgement>();
    for (var probe : probes) {
      judgements.add(judge(probe, trials, starved));
    }
    return judgements;
  }

  /** The verdict on one probe; as {@link #judge(List, Optional)}. */
  public Judgement judge(String probe, List<Trial> trials, Optional<String> starved) {
    var all = judgeOnce(probe, trials, starved);
    var found = failing(probe, trials, starved);
    if (found.isEmpty()) {
      return all;
    }
    var first = found.get().size();
    var later = trials.subList(first, trials.size());
    if (later.isEmpty()) {
      return suspected(all, "found in " + rounds(first) + ", and to be found again in others: ");
    }
    var again = failing(probe, later, starved);
    if (again.isEmpty()) {
      return suspected(
          all,
          "found in the first "
              + rounds(first)
              + " and not again in the "
              + rounds(later.size())
              + " after them; of all, ");
    }
    return isFailure(all)
        ? all
        : worded(
            judgeOnce(probe, again.get(), starved),
            "found in the first "
                + rounds(first)
                + ", and again in the "
                + rounds(again.get().size())
                + " after them, of which ");
  }

  private static Judgement suspected(Judgement all, String why) {
    var verdict = all.verdict();
    return new Judgement(verdict.with(Outcome.SUSPECTED, why + verdict.words()), Next.CONFIRMATION);
  }

  private static Judgement worded(Judgement failure, String why) {
    var verdict = failure.verdict();
    return new Judgement(verdict.with(Outcome.FAILED, why + verdict.words()), failure.next());
  }

  /** The rounds from the first on that are the fewest with a failure; nothing when none have. */
  private Optional<List<Trial>> failing(
      String probe, List<Trial> trials, Optional<String> starved) {
    for (var count = FEWEST_TO_FAIL; count <= trials.size(); count++) {
      var first = trials.subList(0, count);
      if (isFailure(judgeOnce(probe, first, starved))) {
        return Optional.of(first);
      }
    }
    return Optional.empty();
  }

  private Judgement judgeOnce(String probe, List<Trial> trials, Optional<String> starved) {
    return new Case(probe, budgets.of(probe), Sides.of(probe, trials), trials.size())
        .judge(starved);
  }

  private static boolean isFailure(Judgement judgement) {
    return judgement.verdict().verdict() == Outcome.FAILED;
  }

  /** Such as {@code 2 rounds}. */
  public static String rounds(int count) {
    return count == 1 ? "1 round" : count + " rounds";
  }

  /**
   * A judgement with the times until the machine was as before. Too long in two rounds is a
   * failure, whatever else is known; after one nobody knows.
   *
   * @param recoveries one of each round; nothing for one in which it was not as before within the
   *     time that was waited
   */
  public Judgement recovered(Judgement judgement, List<Optional<Duration>> recoveries) {
    var verdict = judgement.verdict();
    var allowed = budgets.of(verdict.probe()).recovery();
    var late =
        recoveries.stream().filter(it -> it.isEmpty() || it.get().compareTo(allowed) > 0).toList();
    var isOnce = late.size() < FEWEST_TO_FAIL;
    if (late.isEmpty() || (isOnce && isFailure(judgement))) {
      return judgement;
    }
    var words =
        "it was as before only "
            + longest(late).map(it -> Figure.time(it.toNanos()) + " after").orElse("long after")
            + " the fault's end in "
            + late.size()
            + " of "
            + rounds(recoveries.size())
            + ", "
            + Figure.time(allowed.toNanos())
            + " are let pass; "
            + verdict.words();
    return isOnce
        ? new Judgement(
            verdict.with(Outcome.NOT_JUDGED, "one round alone does not make a failure: " + words),
            judgement.next().or(Next.ROUND))
        : new Judgement(verdict.with(Outcome.FAILED, words), Next.NOTHING);
  }

  private static Optional<Duration> longest(List<Optional<Duration>> recoveries) {
    return recoveries.contains(Optional.<Duration>empty())
        ? Optional.empty()
        : recoveries.stream().flatMap(Optional::stream).max(Comparator.naturalOrder());
  }
}
