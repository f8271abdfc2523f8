package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.judge.Judge;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.Trial;
import dev.qm.assurance.prove.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The jury that goes by budgets.
 *
 * @param judge of windows
 */
public record BudgetJury(Judge judge) implements Jury {
  private static final double UPPER = 0.9;

  @Override
  public Judged judge(Fault fault, List<Round> rounds) {
    var trials = new ArrayList<Trial>();
    for (var round : rounds) {
      trials.add(new Trial(round.before(), round.during(), round.after()));
    }
    var verdicts = new ArrayList<ProbeVerdict>();
    var next = Next.NOTHING;
    for (var judgement : judge.judge(trials, starved(fault, rounds))) {
      var whole =
          judge.recovered(judgement, Rounds.recoveries(rounds, judgement.verdict().probe()));
      verdicts.add(whole.verdict());
      next = next.or(whole.next());
    }
    return new Judged(verdicts, next);
  }

  /**
   * Its middle is what a short window knows; what idle's upper part was, or the floor, is as idle.
   * A rare probe may have no try in one, and is not waited for; one that missed all of them is.
   */
  @Override
  public boolean isAsIdle(Reading now, Reading before) {
    if (now.latencies().count() == 0 && now.missed() + now.failed() > 0) {
      return false;
    }
    var budget = judge.budgets().of(now.probe());
    var longest =
        Math.max(
            budget.floor().toNanos(), (long) (budget.ratio() * before.latencies().quantile(UPPER)));
    return now.latencies().quantile(0.5) <= longest;
  }

  /** Why the fault proves nothing by what was not felt. */
  private static Optional<String> starved(Fault fault, List<Round> rounds) {
    var achieved = Rounds.sumOf(rounds);
    if (achieved.rate() >= fault.atLeast()) {
      return Optional.empty();
    }
    return achieved
        .untried()
        .map(it -> "it " + it)
        .or(() ->
            Optional.of(
                String.format(
                    Locale.ROOT,
                    "it did %.1f %s a second of at least %.1f",
                    achieved.rate(),
                    achieved.unit(),
                    fault.atLeast())));
  }
}
