package dev.qm.assurance.prove.result;

import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.Estimate;
import dev.qm.assurance.prove.judge.Figure;
import dev.qm.assurance.prove.judge.MissRate;
import dev.qm.assurance.prove.judge.QuantileInterval;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Two campaigns beside each other: before and after a change, two kernels, with and without a wall.
 *
 * <p>A probe is worse or better under a fault when the intervals of its tail in the two campaigns
 * are apart by more than what idle moved: between before and after in each, and from one campaign
 * to the other. That also covers what the intervals do not know, since a campaign keeps its rounds
 * as one: that samples of one window come in bursts. Tails that are both below the budget's floor
 * are the same. Misses count likewise, and so does a process of the safety side that died in one of
 * them, or an attempt that one of them let through.
 *
 * @param changes of each fault and probe that is in one of them, those of the fault itself first
 * @param differences between the machines, and between what was asked
 */
public record Comparison(List<Change> changes, List<Difference> differences) {
  /** Copies what it is given, so that nobody can change it. */
  public Comparison {
    changes = List.copyOf(changes);
    differences = List.copyOf(differences);
  }

  /** How the second is, seen from the first. */
  public enum Kind {
    /** Less, or no death or attempt that was let through any more. */
    BETTER("better"),
    /** More, or a death, or an attempt that was let through. */
    WORSE("worse"),
    /** Nothing that the noise does not explain. */
    SAME("same"),
    /** The second did not measure it. */
    ONLY_FIRST("only in the first"),
    /** The first did not measure it. */
    ONLY_SECOND("only in the second"),
    /** One of them has too few samples. */
    NOT_COMPARED("not compared");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** Its name in a sentence. */
    public String words() {
      return words;
    }
  }

  /**
   * One probe under one fault.
   *
   * @param fault its name
   * @param probe its name; nothing for what is about the fault itself
   * @param kind better or worse
   * @param first its tail under the fault in the first campaign
   * @param second in the second
   * @param ratio how many times as long it is in the second; 0 where that is not known
   * @param words why, a clause
   */
  public record Change(
      String fault,
      Optional<String> probe,
      Kind kind,
      Optional<Estimate> first,
      Optional<Estimate> second,
      double ratio,
      String words) {}

  /**
   * Something that is not the same in both.
   *
   * @param what it is, by the words of {@code qm doctor}
   * @param first what it is in the first; empty where that does not say
   * @param second in the second
   */
  public record Difference(String what, String first, String second) {}

  /**
   * Compares.
   *
   * @param budgets those of the second
   */
  public static Comparison of(CampaignResult first, CampaignResult second, Budgets budgets) {
    var changes = new ArrayList<Change>();
    var faults = new LinkedHashMap<String, FaultResult>();
    first.faults().forEach(it -> faults.put(it.fault(), it));
    var others = new LinkedHashMap<String, FaultResult>();
    second.faults().forEach(it -> others.put(it.fault(), it));
    var names = new LinkedHashSet<>(faults.keySet());
    names.addAll(others.keySet());
    for (var name : names) {
      var one = Optional.ofNullable(faults.get(name));
      var other = Optional.ofNullable(others.get(name));
      if (one.isPresent() && other.isPresent()) {
        compare(one.get(), other.get(), budgets, changes);
      } else {
        changes.add(only(name, Optional.empty(), one.isPresent()));
      }
    }
    return new Comparison(changes, differences(first, second));
  }

  /** Whether anything is worse. */
  public boolean isWorse() {
    return count(Kind.WORSE) > 0;
  }

  /** How many changes there are of a kind. */
  public long count(Kind kind) {
    return changes.stream().filter(it -> it.kind() == kind).count();
  }

  private static Change only(String fault, Optional<String> probe, boolean isFirst) {
    return new Change(
        fault,
        probe,
        isFirst ? Kind.ONLY_FIRST : Kind.ONLY_SECOND,
        Optional.empty(),
        Optional.empty(),
        0,
        "the other did not measure it");
  }

  private static void compare(
      FaultResult first, FaultResult second, Budgets budgets, List<Change> changes) {
    ofFault(
        first.fault(),
        "of the safety side died ",
        first.toll().died(),
        second.toll().died(),
        changes);
    ofFault(first.fault(), "let through was ", first.admitted(), second.admitted(), changes);
    var probes = new LinkedHashSet<String>();
    first.during().readings().forEach(it -> probes.add(it.probe()));
    second.during().readings().forEach(it -> probes.add(it.probe()));
    for (var probe : probes) {
      var one = first.during().of(probe);
      var other = second.during().of(probe);
      if (one.isPresent() && other.isPresent()) {
        changes.add(
            new Pair(
                    first.fault(),
                    new Half(one.get(), idle(probe, first.before()), idle(probe, first.after())),
                    new Half(
                        other.get(), idle(probe, second.before()), idle(probe, second.after())),
                    budgets.of(probe).floor().toNanos())
                .change());
      } else {
        changes.add(only(first.fault(), Optional.of(probe), one.isPresent()));
      }
    }
  }

  /**
   * What makes a fault fail by itself, where it happened in one of them only.
   *
   * @param what it is, up to where it happened
   */
  private static void ofFault(
      String fault, String what, List<String> first, List<String> second, List<Change> changes) {
    if (first.isEmpty() != second.isEmpty()) {
      var isWorse = first.isEmpty();
      changes.add(
          new Change(
              fault,
              Optional.empty(),
              isWorse ? Kind.WORSE : Kind.BETTER,
              Optional.empty(),
              Optional.empty(),
              0,
              what
                  + (isWorse ? "in the second only: " : "in the first only: ")
                  + String.join(", ", isWorse ? second : first)));
    }
  }

  private static Reading idle(String probe, Window window) {
    return window.of(probe).orElseGet(() -> Reading.none(probe));
  }

  /** What one campaign measured. */
  private record Half(Reading during, Reading before, Reading after) {
    Latencies idle() {
      return before.latencies().plus(after.latencies());
    }
  }

  /** One probe under one fault in both. */
  private record Pair(String fault, Half first, Half second, long floor) {
    Change change() {
      var missed = missed();
      var share =
          QuantileInterval.highest(
              Math.min(first.during().latencies().count(), second.during().latencies().count()));
      var one = share.stream().boxed().findFirst().flatMap(it -> tail(first, it));
      var other = share.stream().boxed().findFirst().flatMap(it -> tail(second, it));
      if (one.isEmpty() || other.isEmpty()) {
        return missed == Kind.SAME
            ? change(
                Kind.NOT_COMPARED,
                one,
                other,
                "too few samples: "
                    + first.during().latencies().count()
                    + " and "
                    + second.during().latencies().count())
            : change(missed, one, other, missedWords());
      }
      var tails = tails(one.get(), other.get());
      // what got worse in one way is worse, whatever it is in the other
      var kind = tails == Kind.WORSE || missed == Kind.SAME ? tails : missed;
      return change(
          kind,
          one,
          other,
          missed == Kind.SAME
              ? tailWords(one.get(), other.get())
              : tailWords(one.get(), other.get()) + "; " + missedWords());
    }

    private Change change(
        Kind kind, Optional<Estimate> one, Optional<Estimate> other, String words) {
      var ratio = one.isPresent() && other.isPresent() ? other.get().over(one.get()) : 0;
      return new Change(fault, Optional.of(first.during().probe()), kind, one, other, ratio, words);
    }

    private static Optional<Estimate> tail(Half half, double share) {
      return Estimate.of(half.during().latencies(), share);
    }

    private Kind tails(Estimate one, Estimate other) {
      if (one.high() <= floor && other.high() <= floor) {
        return Kind.SAME;
      }
      var moved = moved(one.share());
      if (other.low() > one.high() * moved) {
        return Kind.WORSE;
      }
      return one.low() > other.high() * moved ? Kind.BETTER : Kind.SAME;
    }

    /** By how many times idle's quantile differs where nothing but noise and the machine do. */
    private double moved(double share) {
      return Math.max(
          apart(first.idle(), second.idle(), share),
          Math.max(
              apart(first.before().latencies(), first.after().latencies(), share),
              apart(second.before().latencies(), second.after().latencies(), share)));
    }

    private static double apart(Latencies one, Latencies other, double share) {
      if (one.count() == 0 || other.count() == 0) {
        return 1;
      }
      var shorter = Math.max(1, Math.min(one.quantile(share), other.quantile(share)));
      return Math.max(1, (double) Math.max(one.quantile(share), other.quantile(share)) / shorter);
    }

    private Kind missed() {
      var one = MissRate.of(first.during());
      var other = MissRate.of(second.during());
      var idle = Math.abs(MissRate.of(idleOf(first)).rate() - MissRate.of(idleOf(second)).rate());
      if (one.tries() == 0 || other.tries() == 0) {
        return Kind.SAME;
      }
      if (other.low() > one.high() + idle) {
        return Kind.WORSE;
      }
      return one.low() > other.high() + idle ? Kind.BETTER : Kind.SAME;
    }

    private static Reading idleOf(Half half) {
      return half.before().plus(half.after());
    }

    private String tailWords(Estimate one, Estimate other) {
      return Figure.share(one.share())
          + " took "
          + one
          + " and "
          + other
          + ", where idle alone differs by "
          + Figure.number(moved(one.share()))
          + " times";
    }

    private String missedWords() {
      var one = first.during();
      var other = second.during();
      return one.words("in the first") + "; " + other.words("in the second");
    }
  }

  private static List<Difference> differences(CampaignResult first, CampaignResult second) {
    var differences = new ArrayList<Difference>();
    add("profile", first.profile(), second.profile(), differences);
    add("without", first.without().orElse(""), second.without().orElse(""), differences);
    var facts = new TreeSet<>(first.machine().keySet());
    facts.addAll(second.machine().keySet());
    for (var fact : facts) {
      add(fact, value(first.machine(), fact), value(second.machine(), fact), differences);
    }
    return differences;
  }

  private static String value(Map<String, String> machine, String fact) {
    return machine.getOrDefault(fact, "");
  }

  private static void add(String what, String first, String second, List<Difference> to) {
    if (!first.equals(second)) {
      to.add(new Difference(what, first, second));
    }
  }
}
