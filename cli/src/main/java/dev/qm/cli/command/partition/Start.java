package dev.qm.cli.command.partition;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.HostException;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.PlainMode;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Readiness;
import dev.qm.partition.run.Runner;

/** Starts the partition and waits for its systemd; shared by {@code up} and {@code restart}. */
final class Start {
  private Start() {}

  /** Starts it, waits until it runs, and shows what there is now. */
  static int andShow(Invocation in, PartitionSpec spec) throws Exception {
    var runner = Runner.of(spec);
    String state;
    Instance instance;
    try (var progress = Progress.on(in.console())) {
      progress.show("start the partition", 98);
      for (var note : runner.start()) {
        progress.remark("note: " + note);
      }
      if (!spec.hasUserNamespace()) {
        progress.remark("note: " + PlainMode.NOTE);
      }
      instance = Instance.require(spec);
      progress.show("wait for its systemd", 99);
      state =
          Readiness.await(instance, spec.startTimeout(), text -> progress.remark("note: " + text));
    }
    if (!state.equals("running")) {
      throw new CommandFailure(notRunning(state, instance));
    }
    var status = Status.of(instance);
    if (in.json()) {
      status.json(in.out());
    } else {
      status.print(in.out(), in.console().terminal());
      in.out().println();
      in.out().println("Worth typing next:");
      in.out().println("  qm exec -it -- bash         a shell in the partition");
      in.out().println("  qm status --watch           what it uses of its limits");
      in.out().println("  qm logs -f                  what it says");
    }
    return ExitCode.OK;
  }

  /** What is the matter with a partition whose systemd does not say {@code running}. */
  static Letter notRunning(String state, Instance instance) throws HostException {
    var letter =
        Letter.error("the partition is up, but its systemd says: " + Printable.line(state));
    for (var unit : Readiness.failedUnits(instance)) {
      letter =
          letter.note(
              "failed: " + Printable.line(unit) + "; see `qm logs " + Printable.line(unit) + "`");
    }
    return letter;
  }
}
