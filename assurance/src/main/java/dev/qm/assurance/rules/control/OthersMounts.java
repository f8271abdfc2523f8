package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import java.util.HashSet;

/** No other container of the host works on the partition's files. */
final class OthersMounts {
  static final Rule RULE =
      Rule.named("others-mounts")
          .title("No other container of the host has the partition's files")
          .against(Interference.STORAGE)
          .harm(
              """
              A container of the host takes what a hostile partition wrote for its own, or both write to one \
              file.\
              """)
          .rationale(
              """
              The partition's trees hold what the partition likes, links and device nodes included. A \
              container that has them mounted trusts their content, and is a way to exchange data that no \
              channel describes.\
              """)
          .sources("podman-run(1), --volume", "ISO 26262-6:2018, D.2.4")
          .how(
              """
              The mounts of the host's other quadlets against the trees of the partition and the volumes that \
              it has.\
              """)
          .proves("No quadlet of the host mounts the partition's files.")
          .doesNotProve("What containers mount that no quadlet describes.")
          .mend("take the mount away; for talk between the sides there are channels: `qm ipc new`")
          .check(OthersMounts::check);

  private OthersMounts() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var trees = Trees.of(view);
    var own = new HashSet<String>();
    for (var mount : view.partition().options().mounts()) {
      if (!mount.source().isEmpty() && !Trees.isIpc(mount.source())) {
        own.add(mount.source());
      }
    }
    for (var other : view.declared().others()) {
      for (var mount : other.options().mounts()) {
        var source = mount.source();
        if (!source.isEmpty() && (trees.hold(source) || own.contains(source))) {
          judgement.fault(
              Fault.of(
                  other.name() + " has " + source + " of the partition",
                  mount.causes().isEmpty()
                      ? Evidence.missing(other.quadlet().file(), source)
                      : Evidence.of(mount.causes().getLast())));
        }
      }
    }
    judgement.holds(
        Evidence.missing(
            view.partition().quadlet().file(),
            view.declared().others().size() + " other containers have none of its trees"));
    return judgement.verdict("");
  }
}
