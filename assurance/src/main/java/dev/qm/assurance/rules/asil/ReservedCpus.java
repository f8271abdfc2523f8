package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Cores that the ASIL side has for itself. */
final class ReservedCpus {
  /** A pass would say that cores are kept for somebody. */
  private static final String NONE =
      "no unit of the ASIL side reserves cores by AllowedCPUs= or CPUAffinity=, so it shares all";

  static final Rule RULE =
      Rule.named("asil-cpus")
          .title("The partition does not run on cores that are reserved for the ASIL side")
          .against(Interference.TIMING)
          .harm(
              "Software inside takes time, caches and memory bandwidth on a core that the ASIL side's timing was proved on.")
          .rationale(
              """
              AllowedCPUs= of an ASIL unit says where it runs, not who else does. Only a cpuset of the partition without \
              these cores keeps it away.\
              """)
          .sources("systemd.resource-control(5), AllowedCPUs=", "cpuset(7)")
          .how(
              "AllowedCPUs= of the ASIL side's units and slices against the partition's; while it runs, cpuset.cpus.effective of its group.")
          .proves(
              "No unit of the ASIL side that reserves cores has one in common with the partition.")
          .doesNotProve(
              "That they share no cache or memory controller. Of units that reserve no core it says nothing.")
          .mend("give qm.container AllowedCPUs= with the other cores")
          .check(view -> AsilUnits.each(view, NONE, (j, units, it) -> judge(view, j, units, it)));

  private ReservedCpus() {}

  private static void judge(
      PartitionView view, Judgement judgement, AsilUnits units, AsilUnits.Service service) {
    var line = reserved(units, service);
    if (line.isEmpty()) {
      return;
    }
    var cores = cores(line.get().value());
    var own = view.partition().last("Service", "AllowedCPUs");
    if (own.isEmpty() || meets(cores, cores(own.get().value()))) {
      judgement.fault(
          Fault.of(
              "the partition may run on the cores of " + service.name(),
              own.map(Evidence::of).orElseGet(() -> Asked.not(view.partition(), "no AllowedCPUs=")),
              Evidence.of(line.get())));
    } else {
      judgement.holds(Evidence.of(own.get()));
    }
    if (view.live().isPresent()) {
      var live = view.live().get();
      var file = live.file("cpuset", "cpuset.cpus.effective", "cpuset.effective_cpus");
      var value = live.value("cpuset", "cpuset.cpus.effective", "cpuset.effective_cpus");
      if (value.isEmpty()) {
        judgement.unknown(file + " cannot be read");
      } else if (meets(cores, cores(value.get()))) {
        judgement.fault(
            Fault.of(
                "the running partition may run on the cores of " + service.name(),
                Evidence.kernel(file.toString(), value.get())));
      }
    }
  }

  private static Optional<Entry> reserved(AsilUnits units, AsilUnits.Service service) {
    var own =
        service.last("Service", "AllowedCPUs").or(() -> service.last("Service", "CPUAffinity"));
    if (own.isPresent()) {
      return own;
    }
    var chain = AsilUnits.chain(service.slice(), service.name());
    for (var i = chain.size() - 2; i >= 0; i--) {
      var found =
          Optional.ofNullable(units.slices().get(chain.get(i)))
              .flatMap(unit -> unit.unit().last("Slice", "AllowedCPUs"))
              .filter(entry -> !entry.value().isEmpty());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static boolean meets(Set<Integer> some, Set<Integer> others) {
    return some.stream().anyMatch(others::contains);
  }

  /** Numbers and ranges, with blanks or commas between. */
  private static Set<Integer> cores(String list) {
    var cores = new TreeSet<Integer>();
    for (var word : KernelText.of(list.replace(',', ' '))) {
      var dash = word.indexOf('-');
      var from = ControlFile.number(dash < 0 ? word : word.substring(0, dash));
      var to = ControlFile.number(dash < 0 ? word : word.substring(dash + 1));
      if (from.isPresent() && to.isPresent() && from.getAsLong() >= 0) {
        for (var core = from.getAsLong(); core <= to.getAsLong() && core < 8192; core++) {
          cores.add((int) core);
        }
      }
    }
    return cores;
  }
}
