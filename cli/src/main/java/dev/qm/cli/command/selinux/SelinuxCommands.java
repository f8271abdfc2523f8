package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm selinux}. */
public final class SelinuxCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "selinux",
          "load, check and explain QM's SELinux policy",
          """
          The policy gives the partition types of its own, says what they may do, and says what must never be allowed \
          to them, whoever adds rules later. 'qm up' loads it where SELinux is on; these commands do it by hand, for a \
          machine image, and for a second partition of another name.
          """,
          List.of(
              new GroupSpec.Section("The policy", List.of("install", "remove", "man")),
              new GroupSpec.Section("What it does", List.of("status", "explain"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "explain" -> new ExplainCommand();
          case "install" -> new InstallCommand();
          case "man" -> new ManCommand();
          case "remove" -> new RemoveCommand();
          case "status" -> new StatusCommand();
          default -> null;
        });
  }
}
