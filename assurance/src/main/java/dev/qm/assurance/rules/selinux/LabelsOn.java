package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import java.util.List;

/** Podman gives no label in more cases than the one that is asked for by name. */
final class LabelsOn {
  static final Rule RULE =
      Rule.named("selinux-labels")
          .title("Podman labels the partition")
          .against(Interference.CONTROL)
          .harm(
              "The partition runs with the type of the host's container engine, which may do nearly everything.")
          .rationale(
              """
              Podman leaves labels out for label=disable, but also for --privileged, for --pid=host, for --ipc=host, and \
              where containers.conf says label = false. Then processes inside keep the engine's own type.\
              """)
          .sources(
              "podman-run(1), --security-opt, --privileged",
              "containers.conf(5), label",
              "Podman, pkg/specgen/generate/security_linux.go, setLabelOpts")
          .how("The effective podman run and the host's containers.conf.")
          .proves("Nothing asks Podman to leave the label out.")
          .doesNotProve("Which label it gives: see selinux-type.")
          .mend("take the line away, then `qm restart`")
          .check(LabelsOn::check);

  private LabelsOn() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var options = unit.options();
    for (var option : options.security("label")) {
      if (option.value().equals("disable")) {
        fault(judgement, view, option, off(view, option));
      }
    }
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      // a line that says so goes with the files to a machine that has SELinux
      var said = judgement.verdict("");
      return said instanceof Verdict.Fail ? said : off.get();
    }
    options
        .on("privileged")
        .ifPresent(it -> fault(judgement, view, it, "a privileged container has no label"));
    for (var kind : List.of("pid", "ipc")) {
      options
          .last(kind)
          .filter(it -> it.value().equals("host"))
          .ifPresent(it ->
              fault(
                  judgement,
                  view,
                  it,
                  "a container in the host's " + kind + " namespace has no label"));
    }
    judgement.holds(Asked.not(unit, "nothing switches labels off"));
    return judgement.verdict("");
  }

  private static String off(PartitionView view, Option option) {
    return view.declared().engine().isDefault(option)
        ? "the host's Podman labels no container"
        : "labels are switched off";
  }

  private static void fault(Judgement judgement, PartitionView view, Option option, String what) {
    judgement.fault(
        Fault.of(what, Asked.evidence(view.partition(), option))
            .with(WithoutOption.mend(view.partition(), option)));
  }
}
