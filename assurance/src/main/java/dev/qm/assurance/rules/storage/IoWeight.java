package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import java.util.List;
import java.util.OptionalLong;

/** The partition weighs less at the disk than a service of the host. */
final class IoWeight {
  static final Rule RULE =
      Rule.named("io-weight")
          .title("The partition weighs less at a busy disk than a service of the host")
          .against(Interference.TIMING)
          .harm("Software inside keeps the disk busy, and the ASIL side waits for its data.")
          .rationale(
              """
              Groups beside each other share a busy disk by their weights; every one that says nothing has 100.\
              """)
          .sources(
              "systemd.resource-control(5), IOWeight=",
              "Linux, Documentation/admin-guide/cgroup-v2.rst, io.weight",
              "Linux, Documentation/block/bfq-iosched.rst")
          .how(
              "IOWeight= of the effective qm.container below 100; while it runs, the kernel's weights of the group.")
          .proves("Where weights act, a service of the host gets the greater part of a busy disk.")
          .doesNotProve("That weights act: see io-weight-effective.")
          .mend("set IOWeight= below 100 in a drop-in, then `qm restart`")
          .check(IoWeight::check);

  private static final long USUAL = 100;

  /** What weighs as much as 100 in each file: LimitWriter and systemd's BLKIO_WEIGHT_DEFAULT. */
  private record Weight(String v2, String v1, long usual) {}

  private IoWeight() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var mend = Mend.ofPartition("Service", "IOWeight", "50");
    var entry = view.partition().last("Service", "IOWeight");
    if (entry.isEmpty()) {
      judgement.fault(
          Fault.of(
                  "the partition weighs as much as any service of the host",
                  Asked.unset(view.partition(), "Service", "IOWeight"))
              .with(mend));
    } else if (ControlFile.number(entry.get().value().strip()).orElse(USUAL) >= USUAL) {
      judgement.fault(
          Fault.of(
                  "the partition weighs as much as a service of the host, or more",
                  Evidence.of(entry.get()))
              .with(mend));
    } else {
      judgement.holds(Evidence.of(entry.get()));
    }
    view.live().ifPresent(live -> live(judgement, view, live));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, PartitionView view, Live live) {
    var controller = view.machine().isV2("io") ? "io" : "blkio";
    for (var weight :
        List.of(
            new Weight("io.weight", "blkio.weight", controller.equals("io") ? USUAL : 500),
            new Weight("io.bfq.weight", "blkio.bfq.weight", USUAL))) {
      var value = live.value(controller, weight.v2(), weight.v1());
      if (value.isEmpty()) {
        continue;
      }
      var evidence =
          Evidence.kernel(live.file(controller, weight.v2(), weight.v1()).toString(), value.get());
      var number = number(value.get());
      if (number.isPresent() && number.getAsLong() >= weight.usual()) {
        judgement.fault(
            Fault.of("the running partition weighs as much as a service of the host", evidence));
      } else if (number.isPresent()) {
        judgement.holds(evidence);
      }
    }
  }

  /** {@code default 50}, or {@code 50}. */
  static OptionalLong number(String text) {
    var words = KernelText.of(text);
    return words.isEmpty()
        ? OptionalLong.empty()
        : ControlFile.number(
            words.getFirst().equals("default") && words.size() > 1
                ? words.get(1)
                : words.getFirst());
  }
}
