package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** systemd stops what needs a unit together with it. */
final class Dependency {
  static final Rule RULE =
      Rule.named("asil-dependency")
          .title("No unit of the ASIL side starts or stops with the partition")
          .against(Interference.TIMING)
          .harm("The partition ends or is restarted, and systemd stops an ASIL service with it.")
          .rationale(
              """
              Requires=, BindsTo= and PartOf= stop a unit with the other one, Requisite= keeps it from starting, and Conflicts= on \
              either side stops the one when the other starts. The partition can end itself whenever it likes.\
              """)
          .sources("systemd.unit(5), Requires=, BindsTo=, PartOf=, Conflicts=, PropagatesStopTo=")
          .how("[Unit] of the ASIL side's units and of the effective qm.container.")
          .proves("None of these names the other side.")
          .doesNotProve("Anything about a chain through a third unit.")
          .mend("take the line away; Wants= and After= order without tying")
          .check(view -> AsilUnits.each(view, (j, units, it) -> judge(view, j, it)));

  private static final List<String> OWN =
      List.of(
          "Requires",
          "Requisite",
          "BindsTo",
          "PartOf",
          "Conflicts",
          "StopPropagatedFrom",
          "JoinsNamespaceOf");

  private static final List<String> PARTITIONS =
      List.of("Conflicts", "PropagatesStopTo", "RequiredBy", "BoundBy", "ConsistsOf");

  private Dependency() {}

  private static void judge(PartitionView view, Judgement judgement, AsilUnits.Service service) {
    look(judgement, service.unit(), OWN, Set.of("qm.service", "qm.container"), service.name());
    var names = new HashSet<String>();
    names.add(service.name());
    service.container().map(Described::name).ifPresent(names::add);
    look(judgement, view.partition().unit(), PARTITIONS, names, service.name());
    judgement.holds(Evidence.missing(service.file(), "not tied to qm.service"));
  }

  private static void look(
      Judgement judgement, UnitFile unit, List<String> keys, Set<String> names, String service) {
    for (var section : List.of("Unit", "Install")) {
      for (var key : keys) {
        for (var entry : unit.values(section, key)) {
          if (CommandWords.split(entry.value()).stream().anyMatch(names::contains)) {
            judgement.fault(
                Fault.of(
                    service + " is tied to the partition by " + key + "=", Evidence.of(entry)));
          }
        }
      }
    }
  }
}
