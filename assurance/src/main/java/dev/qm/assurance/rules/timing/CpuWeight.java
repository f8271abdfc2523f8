package dev.qm.assurance.rules.timing;

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
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Entry;
import java.util.Optional;

/** The partition has less of a busy processor than a service of the host. */
final class CpuWeight {
  static final Rule RULE =
      Rule.named("cpu-weight")
          .title("The partition's processor weight lies below that of the host's services")
          .against(Interference.TIMING)
          .harm(
              "Software inside that computes all day has as much of each processor as all services of the host.")
          .rationale(
              """
              Groups beside each other share a busy processor by their weights, and 100 is what each has that nobody gave \
              another. The idle class is less still: it waits for everybody, and so QM may stand still beside a host \
              that is busy; that is QM's loss, not the ASIL side's.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, cpu.weight and cpu.idle",
              "systemd.resource-control(5), CPUWeight= and StartupCPUWeight=",
              "ISO 26262-6:2018, D.2.2")
          .how(
              "CPUWeight= and StartupCPUWeight= of [Service]; while it runs, cpu.weight and cpu.idle, or cpu.shares, of "
                  + "its group.")
          .proves(
              "Beside a busy service of the host the partition has the smaller part of a processor.")
          .doesNotProve(
              "How late the ASIL side runs: a weight divides time over many slices. And nothing of a group that it is "
                  + "in; see cpu-weight-siblings.")
          .mend("set CPUWeight=10 in a drop-in, then `qm restart`")
          .check(CpuWeight::check);

  private static final int USUAL = 100;
  private static final int USUAL_V1 = 1024;
  private static final Mend MEND = Mend.ofPartition("Service", "CPUWeight", "10");

  private CpuWeight() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var entry = view.partition().last("Service", "CPUWeight");
    if (entry.isEmpty()) {
      judgement.fault(
          Fault.of(
                  "the partition weighs as much as a service of the host",
                  Asked.unset(view.partition(), "Service", "CPUWeight"))
              .with(MEND));
    } else {
      asked(judgement, entry.get(), MEND);
    }
    view.partition()
        .last("Service", "StartupCPUWeight")
        .ifPresent(startup ->
            asked(judgement, startup, Mend.ofPartition("Service", "StartupCPUWeight", "")));
    view.live().ifPresent(live -> live(judgement, live, entry));
    return judgement.verdict("");
  }

  private static void asked(Judgement judgement, Entry entry, Mend mend) {
    var weight = ControlFile.number(entry.value().strip());
    if (entry.value().strip().equals("idle")
        || (weight.isPresent() && weight.getAsLong() > 0 && weight.getAsLong() < USUAL)) {
      judgement.holds(Evidence.of(entry));
    } else if (weight.isEmpty()) {
      judgement.unknown(Evidence.of(entry).value() + " is no weight");
    } else {
      judgement.fault(
          Fault.of("the partition weighs no less than a service of the host", Evidence.of(entry))
              .with(mend));
    }
  }

  private static void live(Judgement judgement, Live live, Optional<Entry> asked) {
    if (live.value("cpu", "cpu.idle", "cpu.idle").orElse("0").equals("1")) {
      judgement.holds(Evidence.kernel(live.file("cpu", "cpu.idle", "cpu.idle").toString(), "1"));
      return;
    }
    var file = live.file("cpu", "cpu.weight", "cpu.shares").toString();
    var value = live.value("cpu", "cpu.weight", "cpu.shares").orElse("");
    var weight = ControlFile.number(value);
    if (weight.isEmpty()) {
      judgement.unknown(file + " cannot be read");
      return;
    }
    var isV2 = live.cgroups().isV2("cpu");
    var wanted = ControlFile.number(asked.map(Entry::value).orElse(""));
    if (weight.getAsLong() >= (isV2 ? USUAL : USUAL_V1)) {
      judgement.fault(
          Fault.of(
              "the running partition weighs no less than a service of the host",
              Evidence.kernel(file, value)));
    } else if (isV2
        && ((wanted.isPresent() && weight.getAsLong() > wanted.getAsLong())
            || asked.filter(it -> it.value().strip().equals("idle")).isPresent())) {
      judgement.fault(
          Fault.of(
                  "the running partition weighs more than the file asks for",
                  Evidence.kernel(file, value))
              .advised("`qm restart`, if the file was changed; else find out who raised it"));
    } else {
      judgement.holds(Evidence.kernel(file, value));
    }
  }
}
