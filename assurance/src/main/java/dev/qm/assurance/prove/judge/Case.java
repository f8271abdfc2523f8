package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.judge.Judge.Judgement;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One probe and one fault, all rounds at once: what their intervals say, of the tail and of misses.
 *
 * <p><b>The tail.</b> Compared are two intervals of the same quantile ({@link QuantileInterval}),
 * idle and under the fault. Idle's bound is the upper end of its interval, or the budget's floor if
 * that is longer. Failed: the lower end under the fault is beyond the ratio times idle's upper end.
 * Held: the upper end is within that, and the intervals overlap; or it is below the floor.
 * Degraded: within, and wholly above idle. What straddles the bound is open. Failures are looked
 * for from the highest quantile down; the verdict is that of the highest quantile that is not open,
 * and says what is open above it.
 *
 * <p><b>Samples of one window depend on each other.</b> So the intervals are those of fewer
 * samples, by as much as windows differ more than chance lets them ({@link Worth}); and one round
 * alone never fails a probe, since within one window a burst and a fault look the same. More rounds
 * narrow the intervals.
 *
 * <p><b>Noise.</b> When the intervals before and after are apart, and their quantiles by more than
 * the budget's noise, something else than the fault has changed and nothing is judged but what is
 * beyond that too: failed is then only what is beyond the ratio times the worse idle, times the
 * factor between both. What is held or degraded needs an idle tail that is itself known within the
 * same factor.
 *
 * <p><b>Misses</b> and failed tries are counted together, of all tries that were due. Failed: the
 * lower end of their rate is beyond idle's upper end and the budget. Well: the rate itself is
 * within the budget of idle's.
 *
 * <p>A starved fault proves nothing by what was not felt, so held and degraded are not judged; what
 * was felt stays a failure.
 */
final class Case {
  /** How one thing that is compared came out. */
  private enum Grade {
    WELL,
    WORSE,
    BEYOND,
    OPEN
  }

  /** One quantile of both sides. */
  private record Tail(Estimate idle, Estimate during) {}

  /** What idle before and idle after have to do with each other. */
  private record Noise(Estimate before, Estimate after) {
    double factor() {
      var shorter = Math.max(1, Math.min(before.value(), after.value()));
      return (double) Math.max(before.value(), after.value()) / shorter;
    }

    boolean isBeyond(Budget budget) {
      return before.isApartFrom(after)
          && factor() > budget.noise()
          && Math.max(before.high(), after.high()) > budget.floor().toNanos();
    }
  }

  private final String probe;
  private final Budget budget;
  private final int rounds;
  private final Sides sides;
  private final Reading idle;
  private final Reading during;
  private final long floor;

  Case(String probe, Budget budget, Sides sides, int rounds) {
    this.probe = probe;
    this.budget = budget;
    this.rounds = rounds;
    this.sides = sides;
    this.idle = Sides.sum(probe, sides.idle());
    this.during = Sides.sum(probe, sides.during());
    this.floor = budget.floor().toNanos();
  }

  Judgement judge(Optional<String> starved) {
    var tails = tails(idle.latencies(), List.of(sides.idle(), sides.during()));
    var noise = noise().filter(it -> it.isBeyond(budget));
    var failing =
        noise.isPresent()
            ? beyondNoise(noise.get())
            : tails.stream().filter(it -> it.during().low() > limit(it)).findFirst();
    var misses = new Misses();
    if (failing.isPresent() || misses.grade() == Grade.BEYOND) {
      return failed(failing, tails, misses);
    }
    var closed = tails.stream().filter(it -> grade(it) != Grade.OPEN).findFirst();
    var shown = closed.or(() -> tails.stream().findFirst());
    if (starved.isPresent()) {
      return new Judgement(
          verdict(
              Outcome.NOT_JUDGED,
              shown,
              "the fault was starved, "
                  + starved.get()
                  + ", so that nothing was felt proves"
                  + " nothing"),
          Next.NOTHING);
    }
    if (noise.isPresent()) {
      var between = noise.get();
      return open(
          shown,
          Figure.share(between.before().share())
              + " differs too much between idle before, "
              + between.before()
              + ", and idle after, "
              + between.after()
              + ": by "
              + Figure.number(between.factor())
              + " times, where "
              + Figure.number(budget.noise())
              + " are let pass");
    }
    if (misses.grade() == Grade.OPEN) {
      return open(shown, "undecided" + afterRounds() + ": " + misses);
    }
    if (tails.isEmpty()) {
      return open(
          shown,
          "too few samples"
              + afterRounds()
              + ": "
              + during.latencies().count()
              + " under the fault and "
              + idle.latencies().count()
              + " idle, even the median takes "
              + QuantileInterval.fewest(0.5)
              + " that do not come in bursts");
    }
    if (closed.isEmpty()) {
      var tail = tails.getFirst();
      return open(
          shown,
          "undecided" + afterRounds() + ": " + compared(tail) + ", the bound is " + bound(tail));
    }
    var tail = closed.get();
    var worse = grade(tail) == Grade.WORSE || misses.grade() == Grade.WORSE;
    return new Judgement(
        verdict(
            worse ? Outcome.DEGRADED : Outcome.HELD,
            closed,
            words(tail, worse) + misses.words() + openAbove(tail, tails)),
        tail.during().share() == highest() ? Next.NOTHING : Next.ROUND);
  }

  /** From the highest quantile down, those for which both sides have enough samples. */
  private List<Tail> tails(Latencies idle, List<List<Reading>> kinds) {
    var tails = new ArrayList<Tail>();
    var windows = kinds.stream().map(Sides::latencies).map(Worth.Kind::of).toList();
    for (var share : QuantileInterval.SHARES) {
      if (share <= highest()) {
        var worth = Worth.ofTail(share, windows);
        var quiet = Estimate.of(idle, share, worth);
        var under = Estimate.of(during.latencies(), share, worth);
        if (quiet.isPresent() && under.isPresent()) {
          tails.add(new Tail(quiet.get(), under.get()));
        }
      }
    }
    return tails;
  }

  /** The highest quantile that fails even when idle is the worse of the two, and as much again. */
  private Optional<Tail> beyondNoise(Noise noise) {
    var isAfter = noise.after().value() > noise.before().value();
    var worse = Sides.sum(probe, isAfter ? sides.after() : sides.before()).latencies();
    var apart = List.of(sides.before(), sides.during(), sides.after());
    return tails(worse, apart).stream()
        .filter(it -> it.during().low() > limit(it) * noise.factor())
        .findFirst();
  }

  /** What there were enough samples for if none depended on another; 0 for nothing. */
  private double highest() {
    return QuantileInterval.highest(Math.min(idle.latencies().count(), during.latencies().count()))
        .orElse(0);
  }

  private Optional<Noise> noise() {
    var before = Sides.sum(probe, sides.before()).latencies();
    var after = Sides.sum(probe, sides.after()).latencies();
    var share = QuantileInterval.highest(Math.min(before.count(), after.count()));
    if (share.isEmpty()) {
      return Optional.empty();
    }
    // samples taken as independent: too narrow intervals find noise too early, not too late
    return Estimate.of(before, share.getAsDouble())
        .flatMap(
            one -> Estimate.of(after, share.getAsDouble()).map(other -> new Noise(one, other)));
  }

  /** The longest that is let pass, in nanoseconds. */
  private double limit(Tail tail) {
    return Math.max((double) floor, budget.ratio() * tail.idle().high());
  }

  private Grade grade(Tail tail) {
    if (tail.during().high() <= floor) {
      return Grade.WELL;
    }
    if (tail.during().high() > limit(tail)
        || tail.idle().high() > Math.max((double) floor, budget.noise() * tail.idle().low())) {
      return Grade.OPEN;
    }
    return tail.during().low() > tail.idle().high() ? Grade.WORSE : Grade.WELL;
  }

  private Judgement failed(Optional<Tail> failing, List<Tail> tails, Misses misses) {
    var shown = failing.or(() -> tails.stream().findFirst());
    var words =
        misses.grade() == Grade.BEYOND && failing.isEmpty()
            ? misses.toString()
            : compared(shown.orElseThrow())
                + ", beyond the bound of "
                + bound(shown.get())
                + misses.words();
    var struck = sides.during().stream().filter(it -> it.due() > 0).count();
    if (struck < Judge.FEWEST_TO_FAIL) {
      return open(shown, "one round alone does not make a failure: " + words);
    }
    return new Judgement(verdict(Outcome.FAILED, shown, words), Next.NOTHING);
  }

  private Judgement open(Optional<Tail> shown, String words) {
    return new Judgement(verdict(Outcome.NOT_JUDGED, shown, words), Next.ROUND);
  }

  private String words(Tail tail, boolean worse) {
    if (tail.during().high() <= floor) {
      return Figure.share(tail.during().share())
          + " took "
          + tail.during()
          + ", below the floor of "
          + Figure.time(floor);
    }
    return compared(tail)
        + (worse && grade(tail) == Grade.WORSE ? ", within the bound of " : ", as idle within ")
        + bound(tail);
  }

  private static String compared(Tail tail) {
    return Figure.share(tail.during().share())
        + " took "
        + tail.during()
        + " under the fault and "
        + tail.idle()
        + " idle, "
        + Figure.number(tail.during().over(tail.idle()))
        + " times as long";
  }

  private String bound(Tail tail) {
    var limit = Figure.time((long) limit(tail));
    return limit(tail) <= floor
        ? limit + ", the floor"
        : limit + ", " + Figure.number(budget.ratio()) + " times idle's upper end";
  }

  /** What of the tail above is not known. */
  private String openAbove(Tail tail, List<Tail> tails) {
    if (tail.during().share() == highest()) {
      return "";
    }
    for (var above : tails) {
      if (above.during().share() == highest()) {
        return "; "
            + Figure.share(highest())
            + " is undecided"
            + afterRounds()
            + ", "
            + above.during()
            + " under the fault and "
            + above.idle()
            + " idle";
      }
    }
    return "; " + Figure.share(highest()) + " is not judged, late tries come in bursts";
  }

  private String afterRounds() {
    return " after " + Judge.rounds(rounds);
  }

  private ProbeVerdict verdict(Outcome outcome, Optional<Tail> tail, String words) {
    var missed = during.bad();
    if (tail.isPresent()) {
      var it = tail.get();
      return new ProbeVerdict(
          probe,
          outcome,
          it.during().share(),
          it.idle().value(),
          it.during().low(),
          it.during().value(),
          it.during().high(),
          it.during().over(it.idle()),
          missed,
          words);
    }
    return bare(outcome, idle.latencies(), during.latencies(), missed, words);
  }

  /** Without intervals: the median, from the shortest to the longest. */
  private ProbeVerdict bare(
      Outcome outcome, Latencies idle, Latencies under, long missed, String words) {
    var median = under.quantile(0.5);
    var ratio = idle.quantile(0.5) == 0 ? 0 : (double) median / idle.quantile(0.5);
    return new ProbeVerdict(
        probe,
        outcome,
        0.5,
        idle.quantile(0.5),
        under.quantile(0),
        median,
        under.max(),
        ratio,
        missed,
        words);
  }

  /** Deadlines missed and tries failed. */
  private final class Misses {
    private final MissRate idleRate;
    private final MissRate rate;
    private final Grade grade;

    Misses() {
      var worth = Worth.ofMisses(List.of(sides.idle(), sides.during()));
      idleRate = MissRate.of(idle, worth);
      rate = MissRate.of(during, worth);
      grade = grade(budget.misses() / 1_000_000);
    }

    private Grade grade(double allowed) {
      if (rate.tries() == 0) {
        return Grade.WELL;
      }
      if (idleRate.tries() > 0 && rate.low() > idleRate.high() + allowed) {
        return Grade.BEYOND;
      }
      if (rate.rate() > idleRate.rate() + allowed) {
        return Grade.OPEN;
      }
      return rate.low() > idleRate.high() ? Grade.WORSE : Grade.WELL;
    }

    Grade grade() {
      return grade;
    }

    /** For behind other words; nothing when none was missed. */
    String words() {
      return rate.bad() == 0 ? "" : "; " + this;
    }

    @Override
    public String toString() {
      return during.words("under the fault")
          + "; "
          + idle.words("idle")
          + "; "
          + Figure.number(budget.misses())
          + " of a million more are let pass";
    }
  }
}
