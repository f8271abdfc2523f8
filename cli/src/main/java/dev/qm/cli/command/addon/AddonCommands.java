package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm addon}. */
public final class AddonCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "addon",
          "extend the partition with packages, and make such packages",
          """
          An add-on is a folder: addon.conf says what it is for and which devices it opens, files/ holds what lands on \
          the machine, most often one drop-in of qm.container. From it comes an RPM and a DEB that dnf and apt install \
          and remove like any other; the partition takes it up at the next 'qm restart'.
          """,
          List.of(
              new GroupSpec.Section(
                  "On this machine", List.of("list", "info", "install", "remove")),
              new GroupSpec.Section("Packages", List.of("new", "build", "repo"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "build" -> new BuildCommand();
          case "info" -> new InfoCommand();
          case "install" -> new InstallCommand();
          case "list" -> new ListCommand();
          case "new" -> new NewCommand();
          case "remove" -> new RemoveCommand();
          case "repo" -> new RepoCommand();
          default -> null;
        });
  }
}
