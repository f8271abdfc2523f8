package dev.qm.cli.command.ipc;

import dev.qm.cli.frame.Command;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm ipc}. */
public final class IpcCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "ipc",
          "channels between the two sides, and inside the partition",
          """
          The two sides may talk by sockets in /run/ipc and by nothing else on this machine.
          """,
          List.of(new GroupSpec.Section("What there is", List.of("list"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<Command> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "list" -> new ListCommand();
          default -> null;
        });
  }
}
