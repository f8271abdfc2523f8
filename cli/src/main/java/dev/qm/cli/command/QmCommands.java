package dev.qm.cli.command;

import dev.qm.cli.command.addon.AddonCommands;
import dev.qm.cli.command.bluechi.BluechiCommands;
import dev.qm.cli.command.demo.DemoCommands;
import dev.qm.cli.command.device.DeviceHookCommand;
import dev.qm.cli.command.ipc.IpcCommands;
import dev.qm.cli.command.nodes.NodesCommands;
import dev.qm.cli.command.oom.OomCommands;
import dev.qm.cli.command.partition.AgentConfigCommand;
import dev.qm.cli.command.partition.CopyCommand;
import dev.qm.cli.command.partition.DoctorCommand;
import dev.qm.cli.command.partition.DownCommand;
import dev.qm.cli.command.partition.ExecCommand;
import dev.qm.cli.command.partition.ExecinCommand;
import dev.qm.cli.command.partition.LogsCommand;
import dev.qm.cli.command.partition.PackageCommand;
import dev.qm.cli.command.partition.RemoveCommand;
import dev.qm.cli.command.partition.RestartCommand;
import dev.qm.cli.command.partition.SetupCommand;
import dev.qm.cli.command.partition.StatusCommand;
import dev.qm.cli.command.partition.UpCommand;
import dev.qm.cli.command.prove.ProveCommands;
import dev.qm.cli.command.quadlet.QuadletCommands;
import dev.qm.cli.command.report.ReportCommand;
import dev.qm.cli.command.selinux.SelinuxCommands;
import dev.qm.cli.command.show.ShowCommand;
import dev.qm.cli.command.verify.VerifyCommands;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/**
 * All commands of qm. A new command is a class, a {@code case} in {@link #find} and a word in a
 * section; a test holds the three together.
 */
public final class QmCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "",
          "ordinary software beside safety software on one Linux machine",
          """
          qm runs a second, complete operating system, the QM partition, as one service with its own limits, so that \
          nothing in it can disturb the safety software outside.
          """,
          List.of(
              new GroupSpec.Section(
                  "The partition",
                  List.of("up", "down", "restart", "status", "show", "logs", "remove")),
              new GroupSpec.Section(
                  "Inside it", List.of("exec", "execin", "cp", "install", "uninstall")),
              new GroupSpec.Section(
                  "The machine", List.of("doctor", "setup", "agent-config", "device-hook")),
              new GroupSpec.Section("Between the two sides", List.of("ipc")),
              new GroupSpec.Section("Other machines", List.of("nodes", "bluechi")),
              new GroupSpec.Section("Evidence", List.of("verify", "prove", "oom", "report")),
              new GroupSpec.Section("Packages", List.of("addon")),
              new GroupSpec.Section("To see it at work", List.of("demo")),
              new GroupSpec.Section("Unit files", List.of("quadlet")),
              new GroupSpec.Section("Mandatory access control", List.of("selinux")),
              new GroupSpec.Section("About qm", List.of("help", "man", "completion", "version"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "addon" -> new AddonCommands();
          case "agent-config" -> new AgentConfigCommand();
          case "bluechi" -> new BluechiCommands();
          case "cp" -> new CopyCommand();
          case "demo" -> new DemoCommands();
          case "device-hook" -> new DeviceHookCommand();
          case "doctor" -> new DoctorCommand();
          case "down" -> new DownCommand();
          case "exec" -> new ExecCommand();
          case "execin" -> new ExecinCommand();
          case "install" -> PackageCommand.install();
          case "ipc" -> new IpcCommands();
          case "logs" -> new LogsCommand();
          case "nodes" -> new NodesCommands();
          case "oom" -> new OomCommands();
          case "prove" -> new ProveCommands();
          case "quadlet" -> new QuadletCommands();
          case "remove" -> new RemoveCommand();
          case "report" -> new ReportCommand();
          case "restart" -> new RestartCommand();
          case "selinux" -> new SelinuxCommands();
          case "setup" -> new SetupCommand();
          case "show" -> new ShowCommand();
          case "status" -> new StatusCommand();
          case "uninstall" -> PackageCommand.uninstall();
          case "up" -> new UpCommand();
          case "verify" -> new VerifyCommands();
          case "completion" -> new CompletionCommand();
          case "help" -> new HelpCommand();
          case "man" -> new ManCommand();
          case "version" -> new VersionCommand();
          default -> null;
        });
  }
}
