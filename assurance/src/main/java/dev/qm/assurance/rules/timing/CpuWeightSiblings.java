package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Init;

/** The partition's weights count against the host's services. */
final class CpuWeightSiblings {
  static final Rule RULE =
      Rule.named("cpu-weight-siblings")
          .title("The partition's group lies beside the host's slices, so its weights count")
          .against(Interference.TIMING)
          .harm(
              "In a slice of its own the partition has as much of a processor as all other services together.")
          .rationale(
              """
              A weight divides what the group above has, among the groups in that one. Alone in a slice of the usual weight \
              every weight of the partition's competes with nothing, and the slice has half of a processor beside \
              system.slice.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, Weights",
              "systemd.resource-control(5), Slice=; systemd.slice(5)")
          .how(
              "Slice= of [Service]; while it runs, the place of its group, and the weight of the topmost above it.")
          .proves("cpu-weight and io.weight of the partition count against all of system.slice.")
          .doesNotProve("Anything of groups that lie beside it with a smaller weight yet.")
          .mend("set Slice=-.slice in a drop-in, then `qm restart`")
          .check(CpuWeightSiblings::check);

  private CpuWeightSiblings() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var slice = view.partition().last("Service", "Slice");
    if (slice.filter(it -> it.value().equals("-.slice")).isPresent()) {
      judgement.holds(Evidence.of(slice.get()));
    } else if (isSystemd(view.machine())) {
      var evidence =
          slice
              .map(Evidence::of)
              .orElse(
                  Evidence.missing(
                      view.partition().quadlet().file(), "no Slice=, so system.slice"));
      judgement.fault(
          Fault.of("the partition's weights count only inside of a slice", evidence)
              .with(Mend.ofPartition("Service", "Slice", "-.slice")));
    }
    view.live().ifPresent(live -> live(judgement, live));
    return judgement.verdict("without systemd there are no slices");
  }

  /** Elsewhere qm itself places the group, at the top. */
  private static boolean isSystemd(Machine machine) {
    return !machine.isRunning() || Init.probe(machine.root()) instanceof Init.Systemd;
  }

  private static void live(Judgement judgement, Live live) {
    var end = live.group().indexOf('/', 1);
    var mount = live.cgroups().mountOf("cpu");
    if (end < 0) {
      judgement.holds(Evidence.kernel("/proc/" + live.first().pid() + "/cgroup", live.group()));
      return;
    }
    var top = live.group().substring(0, end);
    if (mount.isEmpty()) {
      judgement.unknown("no processor controller is mounted");
      return;
    }
    var isV2 = live.cgroups().isV2("cpu");
    var file = mount.get().resolve(top.substring(1)).resolve(isV2 ? "cpu.weight" : "cpu.shares");
    var weight = ControlFile.number(file);
    var evidence =
        Evidence.kernel(
            file.toString(),
            weight.isPresent() ? Long.toString(weight.getAsLong()) : "cannot be read");
    if (weight.isPresent() && weight.getAsLong() < (isV2 ? 100 : 1024)) {
      judgement.holds(evidence);
    } else {
      judgement.fault(
          Fault.of("the running partition's weights count only inside of " + top, evidence));
    }
  }
}
