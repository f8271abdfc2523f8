package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.judge.Judge;
import dev.qm.assurance.prove.judge.Judge.Judgement;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The jury that goes by budgets.
 *
 * @param judge of windows
 */
public record Bench(Judge judge) implements Jury {
  @Override
  public Judged judge(Fault fault, List<Round> rounds, boolean isLast) {
    var trials = new ArrayList<Trial>();
    for (var round : rounds) {
      trials.add(new Trial(round.before(), round.during(), round.after()));
    }
    var judgements = judge.judge(trials, starved(fault, rounds));
    var recovery = Rounds.longest(rounds);
    var verdicts = new ArrayList<ProbeVerdict>();
    for (var judgement : judgements) {
      verdicts.add(judge.recovered(judgement.verdict(), recovery));
    }
    return new Judged(verdicts, judgements.stream().allMatch(Judgement::decided));
  }

  /** Why the fault proves nothing by what was not felt. */
  private static Optional<String> starved(Fault fault, List<Round> rounds) {
    var achieved = Rounds.sumOf(rounds);
    return achieved.rate() >= fault.atLeast()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "it did %.1f %s a second of at least %.1f",
                achieved.rate(),
                achieved.unit(),
                fault.atLeast()));
  }
}
