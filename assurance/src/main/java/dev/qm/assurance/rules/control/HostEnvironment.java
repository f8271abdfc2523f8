package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;

/** Variables of the host stay there. */
final class HostEnvironment {
  static final Rule RULE =
      Rule.named("host-environment")
          .title("The partition is given no environment of the host's")
          .against(Interference.CONTROL)
          .harm(
              "Software inside reads what the host's services are told in variables, keys among it.")
          .rationale(
              """
              --env-host gives every process of the container the variables of whoever calls Podman: of systemd's own, \
              or of the person who types `qm up`. So does --env with a name that ends in an asterisk, for all \
              variables that begin so. What is in them is decided elsewhere, and changes without a line here.\
              """)
          .sources(
              "podman-run(1), --env and --env-host", "podman-systemd.unit(5), EnvironmentHost=")
          .how(
              "--env-host and --env of the effective podman run; for env_host of containers.conf see"
                  + " host-engine-defaults.")
          .proves("Only variables that a line names reach the partition.")
          .doesNotProve("That what these lines say is nobody's secret.")
          .mend("take EnvironmentHost= away, and name what the partition needs by Environment=")
          .check(HostEnvironment::check);

  private HostEnvironment() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    unit.options()
        .on("env-host")
        .filter(option -> !view.declared().engine().isDefault(option))
        .ifPresent(option ->
            judgement.fault(
                Fault.of(
                        "the partition is given all variables of whoever starts it",
                        Asked.evidence(unit, option))
                    .with(WithoutOption.mend(unit, option))));
    for (var option : unit.options().named("env")) {
      if (option.value().endsWith("*") && option.value().indexOf('=') < 0) {
        judgement.fault(
            Fault.of(
                    "the partition is given all variables "
                        + option.value()
                        + " of whoever starts it",
                    Asked.evidence(unit, option))
                .with(WithoutOption.mend(unit, option)));
      }
    }
    judgement.holds(Asked.not(unit, "no --env-host, and no --env with a pattern"));
    return judgement.verdict("");
  }
}
