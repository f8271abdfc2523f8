package dev.qm.cli.command.oom;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm oom}. */
public final class OomCommands implements CommandGroup {
  private static final String LIST = "list";

  private static final GroupSpec SPEC =
      new GroupSpec(
          "oom",
          "who dies first when memory is short, and the scores that decide it",
          """
          When memory runs out the kernel kills. Nested containers shall go first, then the partition, then the host's \
          services, the safety side last. This shows the order as the kernel has it right now, says where it is \
          another one, and writes the scores that mend it.
          """,
          List.of(new GroupSpec.Section("The order of dying", List.of(LIST, "set", "unset"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<String> usual() {
    return Optional.of(LIST);
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case LIST -> new ListCommand();
          case "set" -> new SetCommand();
          case "unset" -> new UnsetCommand();
          default -> null;
        });
  }
}
