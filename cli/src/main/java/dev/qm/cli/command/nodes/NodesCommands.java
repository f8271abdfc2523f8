package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.JobKind;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm nodes}. */
public final class NodesCommands implements CommandGroup {
  @Override
  public GroupSpec spec() {
    var own = new ListCommand(ListCommand.ALL).spec();
    return new GroupSpec(
        own.name(),
        own.summary(),
        own.description(),
        List.of(
            new GroupSpec.Section("Look", List.of("units", "monitor", "metrics")),
            new GroupSpec.Section(
                "Units",
                List.of(
                    "start",
                    "stop",
                    "restart",
                    "reload",
                    "freeze",
                    "thaw",
                    "kill",
                    "enable",
                    "disable",
                    "reset-failed")),
            new GroupSpec.Section(
                "Nodes", List.of("daemon-reload", "default-target", "log-level"))));
  }

  @Override
  public Optional<Subcommand> itself() {
    return Optional.of(new ListCommand(ListCommand.ALL));
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "units" -> new UnitsCommand();
          case "monitor" -> new MonitorCommand();
          case "metrics" -> new MetricsCommand();
          case "start" -> new JobCommand(JobKind.START);
          case "stop" -> new JobCommand(JobKind.STOP);
          case "restart" -> new JobCommand(JobKind.RESTART);
          case "reload" -> new JobCommand(JobKind.RELOAD);
          case "freeze" -> ActionCommand.freeze();
          case "thaw" -> ActionCommand.thaw();
          case "kill" -> new KillCommand();
          case "enable" -> new EnableCommand();
          case "disable" -> new DisableCommand();
          case "reset-failed" -> new ResetFailedCommand();
          case "daemon-reload" -> new DaemonReloadCommand();
          case "default-target" -> new DefaultTargetCommand();
          case "log-level" -> new LogLevelCommand();
          default -> null;
        });
  }
}
