package dev.qm.cli.command.prove;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm prove}, and what goes with it. */
public final class ProveCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "prove",
          "measure what the safety side feels under faults of QM",
          """
          A rule of 'qm verify' says that a wall stands; only a fault shows that it holds. docs/prove.md has how it is \
          measured and judged.
          """,
          List.of(new GroupSpec.Section("Results", List.of("compare"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return name.equals("compare") ? Optional.of(new CompareCommand()) : Optional.empty();
  }
}
