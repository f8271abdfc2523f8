package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.partition.setup.Setup;
import java.util.List;

/** {@code qm setup}. */
public final class SetupCommand implements Subcommand {
  private static final OptionSpec.Flag DRY_RUN =
      OptionSpec.flag("dry-run", "show the steps and whether each is done; change nothing");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("setup")
        .summary("prepare this machine for the partition, without starting it")
        .description(
            """
            Brings the machine to the state in which the partition can start: the host's packages, the \
            rootfs, the partition's /etc and /var, qm.container and its settings, user ids, the seccomp \
            profile, SELinux types and labels.

            Each step looks first whether it is done, so a setup that was interrupted goes on where it \
            was, and a second one changes nothing. Files that you changed are kept; what this version \
            would have put there lands beside them as FILE.qm-new.

            Three walls need to be asked for, since only you know the numbers, and later setups know what was asked. \
            --asil-cpus sets processors apart for the safety side. --var-size gives what the partition writes a \
            file system of its own, in a file of the host's whose room is taken at once: then it cannot fill the \
            host's disk, by bytes or by files. What is there already moves into it, while no partition runs; a setup \
            that is killed meanwhile loses nothing and goes on when it is called again. --io-max bounds what the \
            partition may read and write in a second on the disk of these trees, also where its scheduler knows of no \
            weights; measure the disk first, and leave the safety side enough.

            With --from an archive or a folder nothing is fetched from a network.
            """)
        .options(SetupOptions.SHARED)
        .options(SetupOptions.SKIP_SYSTEMCTL, DRY_RUN)
        .example("qm setup --dry-run", "See what would be done on this machine")
        .example("qm setup --yes", "Do it, with packages of the distribution")
        .example(
            "qm setup --asil-cpus 0-1 --var-size 8G",
            "Keep processors and the host's disk for the safety side")
        .example(
            "qm setup --from rootfs.tar.xz --root /mnt/image", "Prepare a machine image, offline")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var services = in.has(SetupOptions.SKIP_SYSTEMCTL) ? Setup.Services.SKIP : Setup.Services.TELL;
    var setup = SetupRun.plan(in, in.root(), SetupOptions.request(in), services);
    if (in.has(DRY_RUN)) {
      show(in, setup);
      return ExitCode.OK;
    }
    var applied = SetupRun.carryOut(in, setup);
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginObject().field("steps", setup.steps().size()).field("applied", applied).end();
      }
    } else if (applied == 0) {
      in.out().println("Everything is set up already; nothing was changed.");
    } else {
      in.out().println("The partition is set up. Start it with `qm up`.");
    }
    return ExitCode.OK;
  }

  private static void show(Invocation in, Setup setup) throws Exception {
    var pending = setup.pending();
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginObject().beginArray("steps");
        for (var step : setup.steps()) {
          json.beginObject()
              .field("title", step.title())
              .field("done", !pending.contains(step))
              .end();
        }
        json.end().end();
      }
      return;
    }
    for (var step : setup.steps()) {
      in.out().println((pending.contains(step) ? "to do  " : "done   ") + step.title());
    }
    in.out().println(summary(pending));
  }

  private static String summary(List<?> pending) {
    return pending.isEmpty()
        ? "Nothing is left to do."
        : pending.size()
            + (pending.size() == 1 ? " step" : " steps")
            + " to do; nothing was changed.";
  }
}
