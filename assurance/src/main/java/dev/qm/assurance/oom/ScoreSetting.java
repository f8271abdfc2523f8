package dev.qm.assurance.oom;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Kept;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.WorkLock;
import java.util.List;
import java.util.Optional;

/**
 * A score for a unit, decided but not yet written. It keeps the order of dying: nested containers,
 * the partition, the host, the safety side.
 *
 * @param spec the partition, where one is set up
 */
public record ScoreSetting(
    Root root, Optional<PartitionSpec> spec, ScoreTarget target, int adjust) {
  /** Of {@code oom_score_adj}: proc_pid_oom_score_adj(5). */
  public static final int LEAST = -1000;

  /** The same. */
  public static final int MOST = 1000;

  private static final String ETC = "/etc/qm";

  /**
   * Decides.
   *
   * @param asil the safety side, if somebody named it
   * @throws HostException when the score would break the order
   */
  public static ScoreSetting of(
      Root root,
      Optional<PartitionSpec> spec,
      Optional<AsilSide> asil,
      ScoreTarget target,
      int adjust)
      throws HostException {
    switch (target) {
      case ScoreTarget.Partition _ -> {
        judgePartition(root, asil, adjust);
        requireLastWord(spec, adjust);
      }
      case ScoreTarget.NestedContainer(var name, var _) ->
          require(
              adjust >= PromisedOrder.NESTED,
              name,
              adjust,
              "a nested container with less than "
                  + PromisedOrder.NESTED
                  + " would not go before the others, nor surely before the partition",
              "give " + PromisedOrder.NESTED + " to " + MOST + ", and more to what can go first");
      case ScoreTarget.NestedService(var name, var _) -> {
        var own = spec.isPresent() ? spec.get().oomScoreAdjust() : 0;
        require(
            adjust >= own,
            name,
            adjust,
            "nothing in the partition can go below its own " + own + ", and the service would fail",
            "give " + own + " to " + MOST);
      }
      case ScoreTarget.HostService(var name) -> judgeHost(spec, asil, name, adjust);
    }
    return new ScoreSetting(root, spec, target, adjust);
  }

  /**
   * Writes the drop-in, while no other qm is at work.
   *
   * @return the user's file that stays in its place
   */
  public List<Kept> apply() throws HostException {
    try (var _ = WorkLock.takeInNewFolder(root)) {
      return records(root, spec)
          .install(target.record(), List.of(NewFile.of(target.path(), target.text(adjust))));
    }
  }

  /**
   * Takes the drop-in back.
   *
   * @return the files that stay, because somebody changed them
   * @throws HostException also when there is none
   */
  public static List<String> takeBack(Root root, Optional<PartitionSpec> spec, ScoreTarget target)
      throws HostException {
    try (var _ = WorkLock.takeInNewFolder(root)) {
      var records = records(root, spec);
      if (!records.isInstalled(target.record())) {
        throw new HostException(
            "no score was set for " + target.name(),
            "`qm oom set` keeps no record of it",
            "look for OOMScoreAdjust= in what `systemctl cat` shows");
      }
      return records.remove(target.record());
    }
  }

  private static LandedRecords records(Root root, Optional<PartitionSpec> spec) {
    return LandedRecords.scores(root, spec.map(known -> known.layout().etc()).orElse(ETC));
  }

  private static void judgePartition(Root root, Optional<AsilSide> asil, int adjust)
      throws HostException {
    var name = PartitionSpec.UNIT;
    require(
        adjust >= 0,
        name,
        adjust,
        "the partition would outlive the host's services, which have 0",
        "give 1 to " + (PromisedOrder.NESTED - 1) + "; QM's own value is 500");
    require(
        adjust < PromisedOrder.NESTED,
        name,
        adjust,
        "nested containers have "
            + PromisedOrder.NESTED
            + ", and would not go before the partition",
        "give 1 to " + (PromisedOrder.NESTED - 1) + "; QM's own value is 500");
    var highest =
        asil.isPresent()
            ? AsilScores.highest(root, asil.get())
            : Optional.<AsilScores.Highest>empty();
    if (highest.isPresent()) {
      require(
          adjust > highest.get().adjust(),
          name,
          adjust,
          highest.get().unit()
              + " of the ASIL side has "
              + highest.get().adjust()
              + ", and would not outlive it",
          "lower that one first with `qm oom set`, or give the partition more");
    }
  }

  /** A drop-in of the quadlet does nothing where one of the service says otherwise. */
  private static void requireLastWord(Optional<PartitionSpec> spec, int adjust)
      throws HostException {
    if (spec.isPresent()) {
      var over = spec.get().effective().over("OOMScoreAdjust");
      if (over.isPresent()) {
        var line = over.get();
        throw new HostException(
            "will not give " + PartitionSpec.UNIT + " the score " + adjust,
            line.origin()
                + ": OOMScoreAdjust="
                + line.value()
                + " counts after every drop-in of it",
            "change that line, or take it out");
      }
    }
  }

  private static void judgeHost(
      Optional<PartitionSpec> spec, Optional<AsilSide> asil, String name, int adjust)
      throws HostException {
    if (spec.isPresent() && asil.isPresent() && asil.get().hasUnit(name)) {
      var partition = spec.get().oomScoreAdjust();
      require(
          adjust < partition,
          name,
          adjust,
          "it is of the ASIL side, and the partition, which has "
              + partition
              + ", would outlive it",
          "give less than " + partition + ", best less than 0");
    }
  }

  private static void require(boolean good, String name, int adjust, String why, String mend)
      throws HostException {
    if (!good) {
      throw new HostException("will not give " + name + " the score " + adjust, why, mend);
    }
  }
}
