package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.judge.Judge;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * The jury of a machine on which times mean nothing: what is fast on an emulated processor may be
 * slow elsewhere, and the other way round. It judges what needs no clock: whether tries of a probe
 * failed under the fault that did not when idle, and whether the probe was as before once the fault
 * had ended, which is a comparison of two idle times of the same machine. What died and what was
 * let through make the fault fail beside it, as everywhere.
 *
 * @param timed whose figures are shown, and by which a probe is as before
 */
public record UntimedJury(BudgetJury timed) implements Jury {
  /** What a result of such a machine says of itself, a sentence. */
  public static final String MEANING =
      "the processor is emulated, so no time is judged: what held refused what it had to, let"
          + " nobody die, failed no try of a probe and was as before after the fault";

  @Override
  public Judged judge(Fault fault, List<Round> rounds) {
    var verdicts = new ArrayList<ProbeVerdict>();
    var next = Next.NOTHING;
    var achieved = Rounds.sumOf(rounds);
    for (var verdict : timed.judge(fault, rounds).verdicts()) {
      if (achieved.operations() == 0) {
        verdicts.add(
            verdict.with(
                Outcome.NOT_JUDGED,
                "the fault "
                    + achieved.untried().orElse("did nothing")
                    + ", so that nothing was felt proves nothing"));
        continue;
      }
      var judged = judge(verdict, rounds);
      verdicts.add(judged);
      next = next.or(judged.verdict() == Outcome.SUSPECTED ? Next.CONFIRMATION : Next.NOTHING);
    }
    return new Judged(verdicts, next);
  }

  private static ProbeVerdict judge(ProbeVerdict verdict, List<Round> rounds) {
    var probe = verdict.probe();
    var lost = rounds.stream().filter(it -> isLost(probe, it)).count();
    var failing = rounds.stream().filter(it -> failsOnly(probe, it)).count();
    if (lost > 0) {
      return verdict.with(
          grade(lost), "it was not as before after the fault in " + of(lost, rounds));
    }
    if (failing > 0) {
      return verdict.with(
          grade(failing),
          "tries failed under the fault and none when idle in " + of(failing, rounds));
    }
    var during = Reading.none(probe);
    for (var round : rounds) {
      during = during.plus(round.during().of(probe).orElse(Reading.none(probe)));
    }
    var done = during.latencies().count();
    if (done == 0 || rounds.stream().noneMatch(it -> isKnown(probe, it))) {
      return verdict.with(
          Outcome.NOT_JUDGED,
          "no try came to its end, and on an emulated processor that is no news");
    }
    return verdict.with(
        Outcome.HELD,
        "it went on, "
            + (done == 1 ? "1 try" : done + " tries")
            + " under the fault, and was as before after it; times are not judged, the processor is"
            + " emulated");
  }

  private static Outcome grade(long rounds) {
    return rounds < Judge.FEWEST_TO_FAIL ? Outcome.SUSPECTED : Outcome.FAILED;
  }

  private static String of(long some, List<Round> rounds) {
    return some + " of " + Judge.rounds(rounds.size());
  }

  private static boolean isKnown(String probe, Round round) {
    return round.before().of(probe).filter(it -> it.latencies().count() > 0).isPresent();
  }

  private static boolean isLost(String probe, Round round) {
    return isKnown(probe, round) && !round.recovery().containsKey(probe);
  }

  /** Not where it fails by itself. */
  private static boolean failsOnly(String probe, Round round) {
    return round.during().of(probe).orElse(Reading.none(probe)).failed() > 0
        && round.before().of(probe).filter(it -> it.failed() == 0).isPresent()
        && round.after().of(probe).filter(it -> it.failed() == 0).isPresent();
  }

  @Override
  public boolean isAsIdle(Reading now, Reading before) {
    return timed.isAsIdle(now, before);
  }
}
