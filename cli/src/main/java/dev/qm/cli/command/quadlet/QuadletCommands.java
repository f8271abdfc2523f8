package dev.qm.cli.command.quadlet;

import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.CommandNode;
import dev.qm.cli.spec.GroupSpec;
import java.util.List;
import java.util.Optional;

/** {@code qm quadlet}. */
public final class QuadletCommands implements CommandGroup {
  private static final GroupSpec SPEC =
      new GroupSpec(
          "quadlet",
          "check, format, explain and generate Quadlet units",
          """
          Works on Quadlet units (podman-systemd.unit(5)): .container, .volume, .network, .kube, .pod, .image, .build \
          and .artifact files and their drop-ins. The services are those that Podman's own generator makes; no Podman \
          is needed to make them.
          """,
          List.of(
              new GroupSpec.Section("Before deployment", List.of("check", "fmt", "explain", "lsp")),
              new GroupSpec.Section("On the machine", List.of("compile", "generate"))));

  @Override
  public GroupSpec spec() {
    return SPEC;
  }

  @Override
  public Optional<CommandNode> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "check" -> new CheckCommand();
          case "compile" -> new CompileCommand();
          case "explain" -> new ExplainCommand();
          case "fmt" -> new FmtCommand();
          case "generate" -> new GenerateCommand();
          case "lsp" -> new LspCommand();
          default -> null;
        });
  }
}
