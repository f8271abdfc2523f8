package dev.qm.assurance.oom;

import dev.qm.assurance.oom.DyingOrder.Victim;
import dev.qm.host.Untrusted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Compares the order of dying with the one that the partition promises. */
final class PromisedOrder {
  /** {@code oom_score_adj} of nested containers: the partition's containers.conf. */
  static final int NESTED = 750;

  /** What the docs give a service of the safety side. */
  private static final int USUAL_ASIL = -500;

  private final Observation seen;
  private final DyingOrder order;
  private final List<OomFinding> findings = new ArrayList<>();

  private PromisedOrder(Observation seen, DyingOrder order) {
    this.seen = seen;
    this.order = order;
  }

  /**
   * What is wrong.
   *
   * @param order of the whole machine
   */
  static List<OomFinding> of(Observation seen, DyingOrder order) {
    var promised = new PromisedOrder(seen, order);
    promised.outlives();
    promised.choice();
    if (seen.partition().isPresent()) {
      promised.scores(seen.partition().get().adjust());
    }
    return promised.findings;
  }

  /** For each unit of the safety side: who of the partition would die after a process of it. */
  private void outlives() {
    var seenFirst = new LinkedHashMap<String, Victim>();
    for (var victim : order.victims()) {
      if (victim.candidate().owner() == Owner.ASIL) {
        seenFirst.putIfAbsent(home(victim.candidate()), victim);
      }
    }
    for (var first : seenFirst.values()) {
      var survivors = survivors(first);
      if (!survivors.isEmpty()) {
        findings.add(outlives(first, survivors));
      }
    }
  }

  /** Those of the partition that still live when the kernel chooses {@code victim}. */
  private List<Candidate> survivors(Victim victim) {
    var survivors = new ArrayList<Candidate>();
    for (var never : order.never()) {
      if (never.owner().isInPartition()) {
        survivors.add(never);
      }
    }
    var victims = order.victims();
    for (var other : victims.subList(victims.indexOf(victim) + 1, victims.size())) {
      if (other.candidate().owner().isInPartition()) {
        survivors.add(other.candidate());
      }
    }
    return survivors;
  }

  private OomFinding outlives(Victim first, List<Candidate> survivors) {
    var asil = first.candidate();
    return new OomFinding(
        OomFinding.Rule.OUTLIVES,
        "the kernel would kill "
            + asil.words()
            + " of the ASIL side before "
            + count(survivors.size())
            + " of the partition",
        words(survivors),
        "when the whole machine is short of memory, the partition must go first",
        outlivesMend(asil, survivors));
  }

  private String outlivesMend(Candidate asil, List<Candidate> survivors) {
    var badness = new Badness(order.shortage().totalPages(), seen.arithmetic());
    var least = Long.MAX_VALUE;
    for (var survivor : survivors) {
      if (survivor.immunity().isPresent()) {
        return "find out what gave "
            + survivor.words()
            + " that score, which nothing in the partition may have, and end it with `qm restart`";
      }
      least = Math.min(least, badness.of(survivor.pages(), survivor.adjust()));
    }
    var adjust = Math.min(USUAL_ASIL, badness.below(least, asil.pages()));
    return asil.unit()
        .filter(unit -> unit.toString().endsWith(".service"))
        .map(unit ->
            "run `qm oom set "
                + unit
                + " "
                + adjust
                + "` and restart "
                + unit
                + ", or raise the partition's OOMScoreAdjust=")
        .orElse("start it with an oom_score_adj of " + adjust + ", choom(1)");
  }

  private void choice() {
    switch (seen.choice()) {
      case WORST -> {}
      case ALLOCATING ->
          findings.add(
              new OomFinding(
                  OomFinding.Rule.ANY_VICTIM,
                  "vm.oom_kill_allocating_task is on",
                  List.of(),
                  "when the whole machine is short of memory, the kernel kills whoever asks for"
                      + " some, and no score but -1000 keeps the ASIL side from it",
                  "set vm.oom_kill_allocating_task to 0 with sysctl(8), and in sysctl.d(5)"));
      case PANIC ->
          findings.add(
              new OomFinding(
                  OomFinding.Rule.ANY_VICTIM,
                  "vm.panic_on_oom is on",
                  List.of(),
                  "when memory is short the machine stops as a whole, the ASIL side with it",
                  "set vm.panic_on_oom to 0 with sysctl(8), and in sysctl.d(5), unless a restart is"
                      + " the safe state"));
    }
  }

  private void scores(int adjust) {
    add(
        OomFinding.Rule.EXECUTED,
        it -> it.origin() == Candidate.Origin.EXECUTED && it.adjust() < adjust,
        "started in the partition from the host",
        "its score of " + adjust,
        "podman exec and crun exec hand the caller's score on, so it outlives the partition's apps",
        "start it by `qm exec` or `qm execin`; of what runs, end it, or `choom -n "
            + adjust
            + " -p PID`");
    add(
        OomFinding.Rule.LOWERED,
        it ->
            it.owner() == Owner.QM
                && it.origin() == Candidate.Origin.OWN_SIDE
                && it.adjust() < adjust,
        "of the partition",
        "its score of " + adjust,
        "OOMScoreAdjust= of qm.container is what it is started with: something inside lowered it,"
            + " or the file was changed since",
        "`qm restart` starts it afresh; `qm doctor` says whether this machine can keep root inside"
            + " from lowering scores");
    add(
        OomFinding.Rule.NESTED_LOWERED,
        it ->
            it.owner() == Owner.NESTED
                && it.origin() == Candidate.Origin.OWN_SIDE
                && it.adjust() < NESTED,
        "of nested containers",
        "their score of " + NESTED,
        "a container must go before the partition that runs it; its unit asks for another score,"
            + " something inside lowered it, or it was started by podman exec, which hands on its"
            + " caller's",
        "look for --oom-score-adj in its unit and for oom_score_adj in the partition's"
            + " containers.conf, or run `qm oom set --nested NAME "
            + NESTED
            + "`; then restart it");
  }

  private void add(
      OomFinding.Rule rule,
      Predicate<Candidate> isMeant,
      String whose,
      String score,
      String why,
      String mend) {
    var found = seen.candidates().stream().filter(isMeant).toList();
    if (!found.isEmpty()) {
      var verb = found.size() == 1 ? " has" : " have";
      findings.add(
          new OomFinding(
              rule,
              count(found.size()) + " " + whose + verb + " less than " + score,
              words(found),
              why,
              mend));
    }
  }

  private static String count(int processes) {
    return processes == 1 ? "1 process" : processes + " processes";
  }

  private static List<String> words(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::words).toList();
  }

  /** What of the safety side is one finding: a unit, or a process without one. */
  private static String home(Candidate candidate) {
    Optional<Untrusted> unit = candidate.unit();
    return unit.map(Untrusted::toString).orElseGet(() -> "pid " + candidate.pid());
  }
}
