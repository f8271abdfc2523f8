package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.HostProcesses;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;

/** Without it half of the analysis is left out. */
final class Named {
  static final Rule RULE =
      Rule.named("asil-named")
          .title("The units of the ASIL side are named, and are there")
          .against(Interference.CONTROL)
          .harm(
              "Nobody has judged whether the ASIL side is before the partition where memory, time or disk are short.")
          .rationale(
              """
              Which services carry safety claims only the integrator knows. A name without a unit is a unit that nobody \
              looks at.\
              """)
          .sources("docs/decisions/0025-the-asil-sides-file.md", "ISO 26262-6:2018, annex D")
          .how("/etc/qm-assurance/asil.conf or --asil, against the unit files of the host.")
          .proves("Units are named, and each has a file.")
          .doesNotProve("That all of the ASIL side is named.")
          .mend(
              "name the services and slices of the safety software as `systemctl list-unit-files` shows them: [Asil] and Units= in /etc/qm-assurance/asil.conf, or --asil")
          .check(Named::check);

  private Named() {}

  private static Verdict check(PartitionView view) {
    if (view.asil().isEmpty()) {
      return new Verdict.NotJudged(AsilUnits.UNNAMED);
    }
    var units = AsilUnits.read(view, view.asil().get());
    var judgement = new Judgement();
    for (var named : view.asil().get().units()) {
      var evidence =
          named
              .origin()
              .map(origin -> Evidence.at(origin, named.name()))
              .orElseGet(() -> Evidence.kernel("--asil", named.name()));
      if (isThere(view, units, named.name())) {
        judgement.holds(evidence);
      } else {
        judgement.fault(
            Fault.of("the host has no unit " + named.name(), evidence)
                .advised(
                    "write the name as `systemctl list-unit-files` shows it, or install the unit; if it is"
                        + " no more, take the name out"));
      }
    }
    units.gaps().forEach(judgement::unknown);
    return judgement.verdict("");
  }

  private static boolean isThere(PartitionView view, AsilUnits units, String name) {
    if (units.slices().containsKey(name)) {
      return true;
    }
    for (var service : units.services()) {
      if (service.name().equals(name)
          || service.slice().equals(name)
          || AsilUnits.chain(service.slice(), service.name()).contains(name)
          || isInstance(name, service.name())) {
        return true;
      }
    }
    // a scope, or what a generator made, has no file but may run
    return !HostProcesses.in(view.machine(), path -> KernelText.split(path, '/').contains(name))
        .isEmpty();
  }

  private static boolean isInstance(String name, String template) {
    var at = name.indexOf('@');
    return at >= 0 && template.equals(name.substring(0, at + 1) + ".service");
  }
}
