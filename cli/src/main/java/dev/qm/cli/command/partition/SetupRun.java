package dev.qm.cli.command.partition;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.setup.HostPackages;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SetupRequest;
import dev.qm.partition.setup.Step;
import dev.qm.partition.setup.SystemTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Carries a setup out before the user's eyes. */
final class SetupRun {
  private SetupRun() {}

  /** What the user wants, on the machine that they name. */
  static Setup plan(Invocation in, Root root, SetupRequest request, Setup.Services services)
      throws HostException, CommandFailure {
    return Setup.plan(
        root,
        request,
        new SystemTree(in.systemFiles()),
        Path.of(System.getProperty("java.home")),
        services);
  }

  /**
   * Does what is pending, with progress on standard error.
   *
   * @return how many steps had something to do
   */
  static int carryOut(Invocation in, Setup setup)
      throws HostException, CommandFailure, IOException {
    confirmPackages(in, setup);
    var notes = new ArrayList<String>();
    int applied;
    try (var progress = Progress.on(in.console())) {
      applied = setup.run(new Shown(progress, notes));
    }
    for (var note : notes) {
      in.console().err().println("note: " + note);
    }
    return applied;
  }

  private static void confirmPackages(Invocation in, Setup setup)
      throws HostException, CommandFailure, IOException {
    for (var step : setup.steps()) {
      if (step instanceof HostPackages packages && !step.isDone() && !in.has(SetupOptions.YES)) {
        var command = packages.command();
        if (!in.console().terminal().inIsTerminal()) {
          throw new CommandFailure(
              Letter.error("this machine lacks packages, and nobody can be asked")
                  .note("run `" + command + "`, or let qm do it with --yes"));
        }
        in.console().err().println("QM needs packages that this machine does not have:");
        in.console().err().println("  " + command);
        if (!in.console().confirms("Install them")) {
          throw new CommandFailure(Letter.error("nothing was changed, as you said"));
        }
      }
    }
  }

  /** A setup on a progress line; what stays is collected for after the end. */
  private static final class Shown implements Setup.Observer {
    private final Progress progress;
    private final List<String> notes;
    private String title = "";
    private int percent;

    Shown(Progress progress, List<String> notes) {
      this.progress = progress;
      this.notes = notes;
    }

    @Override
    public void begin(Step step, int number, int count, double share) {
      title = step.title();
      percent = (int) (100 * share);
      progress.show(title, percent);
    }

    @Override
    public void note(String text) {
      notes.add(text);
    }

    @Override
    public void progress(String text) {
      progress.detail(title, text, percent);
    }

    @Override
    public void waiting(String text) {
      progress.remark(text);
    }
  }
}
