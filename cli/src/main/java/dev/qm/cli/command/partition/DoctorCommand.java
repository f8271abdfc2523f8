package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Style;
import dev.qm.host.machine.Diagnosis;
import dev.qm.host.machine.Doctor;
import dev.qm.host.machine.HostFacts;
import dev.qm.partition.KernelSettings;
import dev.qm.partition.Layout;
import dev.qm.partition.OpenTrees;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.PlainMode;
import dev.qm.partition.StopTimes;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicyPlaces;
import dev.qm.partition.selinux.PolicySource;
import java.util.ArrayList;

/** {@code qm doctor}. */
public final class DoctorCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("doctor")
        .summary("say what this machine offers the partition and what it lacks")
        .description(
            """
            Looks at the service manager, control groups, Podman and Quadlet, SELinux, the kernel, user \
            namespaces and free disk. What is missing comes with what it leaves open and how to mend it. \
            Nothing is changed.
            """)
        .options(CommonOptions.ROOT, CommonOptions.JSON)
        .example("qm doctor", "Before the first qm up, and when something does not work")
        .example("qm doctor --json | jq '.[] | select(.level == \"fail\")'", "For a program")
        .exit(ExitCode.FAILURE, "something is missing without which the partition cannot run")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var spec = PartitionSpec.load(root);
    var layout = spec.map(PartitionSpec::layout).orElse(Layout.DEFAULT);
    var policy = PolicySource.read(in.systemFiles(), PolicyName.QM, PolicyPlaces.of(layout));
    var findings = new ArrayList<>(Doctor.examine(HostFacts.probe(root), policy.marker()));
    if (spec.isPresent()) {
      PlainMode.examine(spec.get()).ifPresent(findings::add);
      OpenTrees.examine(spec.get()).ifPresent(findings::add);
      KernelSettings.examine(spec.get()).ifPresent(findings::add);
      StopTimes.examine(spec.get()).ifPresent(findings::add);
    }
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginArray();
        for (var finding : findings) {
          json.beginObject()
              .field("id", finding.id())
              .field("level", word(finding.level()))
              .field("what", finding.what())
              .field("detail", finding.detail())
              .field("mend", finding.mend())
              .end();
        }
        json.end();
      }
    } else {
      for (var finding : findings) {
        print(in, finding);
      }
    }
    return findings.stream().anyMatch(finding -> finding.level() == Diagnosis.Level.FAIL)
        ? ExitCode.FAILURE
        : ExitCode.OK;
  }

  private static void print(Invocation in, Diagnosis finding) {
    var terminal = in.console().terminal();
    var mark =
        switch (finding.level()) {
          case OK -> Style.GOOD.on(terminal, "ok  ");
          case INFO -> "    ";
          case WARN -> Style.WARNING.on(terminal, "warn");
          case FAIL -> Style.ERROR.on(terminal, "FAIL");
        };
    in.out().println(mark + " " + finding.what() + ": " + finding.detail());
    if (!finding.mend().isEmpty()) {
      in.out().println("       mend: " + finding.mend());
    }
  }

  private static String word(Diagnosis.Level level) {
    return switch (level) {
      case OK -> "ok";
      case INFO -> "info";
      case WARN -> "warn";
      case FAIL -> "fail";
    };
  }
}
