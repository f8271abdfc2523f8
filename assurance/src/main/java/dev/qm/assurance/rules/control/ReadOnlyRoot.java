package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;

/** Nothing that runs inside changes the programs it is made of. */
final class ReadOnlyRoot {
  static final Rule RULE =
      Rule.named("read-only-root")
          .title("The partition cannot write to the programs that it is made of")
          .against(Interference.STORAGE)
          .harm(
              """
              A fault or an intruder inside changes the partition for good, and a restart does not mend it.\
              """)
          .rationale(
              """
              What runs from a tree that it can write outlives a restart. A mount that is read-only refuses the write; with sys_admin root inside can remount it, which SELinux or a read-only file system refuses.\
              """)
          .sources("podman-run(1), --read-only", "mount(2), MS_RDONLY")
          .how(
              """
              --read-only of the effective podman run; while it runs, the options of the mount at / in the partition.\
              """)
          .proves("The mount at / takes no write.")
          .doesNotProve(
              """
              That a hostile root inside cannot remount it: with SELinux the label of the files refuses, without it a file system that is read-only itself (dm-verity, ostree, squashfs).\
              """)
          .mend("set ReadOnly=true, then `qm restart`")
          .check(ReadOnlyRoot::check);

  private ReadOnlyRoot() {}

  private static final Mend MEND = Mend.ofPartition("Container", "ReadOnly", "true");

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var asked = view.partition().options().last("read-only");
    if (asked.filter(Option::isOn).isPresent()) {
      judgement.holds(Asked.evidence(view.partition(), asked.get()));
    } else {
      judgement.fault(
          Fault.of(
                  "the partition may write to the programs that it is made of",
                  asked.isPresent()
                      ? Asked.evidence(view.partition(), asked.get())
                      : view.partition()
                          .unit()
                          .last("Container", "ReadOnly")
                          .map(Evidence::of)
                          .orElse(
                              Evidence.missing(
                                  view.partition().quadlet().file(), "no ReadOnly=true")))
              .with(MEND));
    }
    view.live()
        .ifPresent(live -> {
          var place = "/proc/" + live.first().pid() + "/mountinfo";
          var root = live.mountAt("/");
          if (root.isEmpty()) {
            judgement.unknown(place + " shows no mount at /");
            return;
          }
          var evidence =
              Evidence.kernel(
                  place, "/ " + String.join(",", root.get().options()) + " " + root.get().type());
          if (root.get().isReadOnly()) {
            judgement.holds(evidence);
          } else {
            judgement.fault(Fault.of("the running partition's / can be written", evidence));
          }
        });
    return judgement.verdict("");
  }
}
