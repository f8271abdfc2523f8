package dev.qm.cli.command.trust;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm bluechi trust}. */
public final class TrustCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "bluechi trust",
          "certificates that bind BlueChi's nodes to their names",
          """
          BlueChi itself asks nobody who they are: whoever reaches the controller's port is the node that it says it is. \
          With `qm bluechi relay` a node is who has the key of its certificate. One machine, best the controller's, has the \
          authority that signs the certificates; the others import theirs. All of it is below /etc/qm-assurance/bluechi, \
          and keys can be read by root only.
          """,
          List.of(
              new GroupSpec.Section("Look", List.of("list")),
              new GroupSpec.Section(
                  "On the machine with the authority",
                  List.of("new", "rotate", "revoke", "export")),
              new GroupSpec.Section("On each other machine", List.of("import"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "list" -> new ListCommand();
          case "new" -> new NewCommand();
          case "rotate" -> new RotateCommand();
          case "revoke" -> new RevokeCommand();
          case "export" -> new ExportCommand();
          case "import" -> new ImportCommand();
          default -> null;
        });
  }
}
