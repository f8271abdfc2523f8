package dev.qm.assurance.oom;

import dev.qm.assurance.asil.AsilSide;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who dies when memory is short, and what is wrong with that.
 *
 * @param machine the order when the whole machine is short of memory
 * @param limit the order when the partition is at its limit; nothing where it has none or does not
 *     run
 * @param notJudged what could not be judged, each a sentence
 */
public record OomPicture(
    DyingOrder machine,
    Optional<DyingOrder> limit,
    List<OomFinding> findings,
    List<String> notJudged) {
  /** Copies what it is given, so that nobody can change it. */
  public OomPicture {
    findings = List.copyOf(findings);
    notJudged = List.copyOf(notJudged);
  }

  /** Judges what was seen. */
  public static OomPicture of(Observation seen) {
    var machine =
        DyingOrder.of(seen.machine(), seen.arithmetic(), seen.candidates(), seen.wholes());
    var limit =
        seen.partition()
            .flatMap(Observation.Partition::limit)
            .map(
                bound -> DyingOrder.of(bound, seen.arithmetic(), seen.candidates(), seen.wholes()));
    return new OomPicture(machine, limit, PromisedOrder.of(seen, machine), notJudged(seen));
  }

  private static List<String> notJudged(Observation seen) {
    var gaps = new ArrayList<>(seen.gaps());
    if (seen.partition().isEmpty()) {
      gaps.add("the partition does not run, so nothing of it is in the order; start it: `qm up`");
    } else if (seen.partition().get().limit().isEmpty()) {
      gaps.add(
          "the partition has no memory limit, so it is never short of memory alone; set MemoryMax="
              + " in qm.container");
    }
    if (seen.asil().isEmpty()) {
      gaps.add(
          "no unit is named as the ASIL side, so whether the partition would outlive it was not"
              + " judged; name its units in "
              + AsilSide.FILE
              + " or with --asil");
    } else if (seen.candidates().stream().noneMatch(it -> it.owner() == Owner.ASIL)) {
      gaps.add("no process of the ASIL side runs, so nothing of it was judged");
    }
    return gaps;
  }
}
