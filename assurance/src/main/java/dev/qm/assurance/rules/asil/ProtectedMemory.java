package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.List;
import java.util.Optional;

/** Memory that reclaim leaves alone, whoever needs some. */
final class ProtectedMemory {
  static final Rule RULE =
      Rule.named("asil-memory")
          .title("Memory of the ASIL side is protected from reclaim")
          .against(Interference.MEMORY)
          .harm(
              "When memory is short the kernel drops program pages of the ASIL side, which it then has to read again from a disk.")
          .rationale(
              """
              memory.min and memory.low hold a group's pages back from reclaim, but no more than all groups above it have: a \
              service's counts for nothing in a slice without.\
              """)
          .sources(
              "systemd.resource-control(5), MemoryMin=, MemoryLow=",
              "Linux, Documentation/admin-guide/cgroup-v2.rst, memory.min, memory.low")
          .how("MemoryMin= and MemoryLow= of each unit and of all slices above it, on cgroup v2.")
          .proves("Some memory of each unit is protected all the way down.")
          .doesNotProve("That it is as much as the unit needs.")
          .mend("set MemoryMin= in the unit and in each slice above it")
          .check(ProtectedMemory::check);

  private ProtectedMemory() {}

  private static Verdict check(PartitionView view) {
    if (view.asil().isPresent() && view.machine().isRunning() && !view.machine().isV2("memory")) {
      return new Verdict.NotApplicable("cgroup v1 has no protection of memory");
    }
    return AsilUnits.each(
        view,
        (judgement, units, service) -> {
          var own = protection(service.unit(), "Service");
          if (own.isEmpty()) {
            judgement.fault(
                Fault.of(
                        service.name() + " has no protected memory",
                        service.evidence("Service", "MemoryMin"))
                    .with(
                        new Mend(
                            service.container().map(Described::name).orElse(service.name()),
                            Mend.Place.HOST,
                            List.of(Mend.Setting.start("Service", "MemoryMin", "64M")))));
            return;
          }
          var chain = AsilUnits.chain(service.slice(), service.name());
          for (var slice : chain.subList(0, chain.size() - 1)) {
            var above =
                Optional.ofNullable(units.slices().get(slice))
                    .flatMap(unit -> protection(unit.unit(), "Slice"));
            if (above.isEmpty()) {
              judgement.fault(
                  Fault.of(
                          slice + " has no protected memory that " + service.name() + " could have",
                          Evidence.of(own.get()))
                      .with(
                          new Mend(
                              slice,
                              Mend.Place.HOST,
                              List.of(Mend.Setting.start("Slice", "MemoryMin", "64M")))));
              return;
            }
          }
          judgement.holds(Evidence.of(own.get()));
        });
  }

  private static Optional<Entry> protection(UnitFile unit, String section) {
    return unit.last(section, "MemoryMin")
        .filter(ProtectedMemory::isSome)
        .or(() -> unit.last(section, "MemoryLow").filter(ProtectedMemory::isSome));
  }

  private static boolean isSome(Entry entry) {
    return !entry.value().isEmpty() && !entry.value().matches("0+[KMGT%]?");
  }
}
