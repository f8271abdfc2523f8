package dev.qm.cli.command.ipc;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm ipc}. */
public final class IpcCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "ipc",
          "make, show, check and take back channels between the two sides, and inside QM",
          """
          A channel is a Unix socket with a server and a client, and nothing else between them. From the safety side to \
          QM it lies in /run/ipc of the host: systemd makes it, a container of the host serves it, a container inside \
          the partition connects to it. Inside QM two containers share a folder and two SELinux categories that no \
          other container has.
          """,
          List.of(
              new GroupSpec.Section("Channels", List.of("new", "list", "check", "remove")),
              new GroupSpec.Section("Without systemd", List.of("run"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "check" -> new CheckCommand();
          case "list" -> new ListCommand();
          case "new" -> new NewCommand();
          case "remove" -> new RemoveCommand();
          case "run" -> new RunCommand();
          default -> null;
        });
  }
}
