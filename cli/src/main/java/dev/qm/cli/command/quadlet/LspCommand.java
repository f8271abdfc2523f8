package dev.qm.cli.command.quadlet;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.QmVersion;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.lsp.LanguageServer;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.host.Root;
import dev.qm.quadlet.language.Surroundings;
import dev.qm.quadlet.language.Workspace;
import dev.qm.quadlet.machine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code qm quadlet lsp}. */
final class LspCommand implements Subcommand {
  private static final PositionalSpec.Any FOLDERS =
      new PositionalSpec.Any(
          "DIR",
          "a folder whose units go together, with those of its subfolders",
          new Domain.AnyFolder());

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("quadlet lsp")
        .summary("help an editor with units: a language server")
        .description(
            """
            Speaks the Language Server Protocol 3.17 on standard input and output, for an editor that starts it: while \
            a unit is typed the editor shows what `qm quadlet check` finds, completes sections, keys, values and the \
            names of other units, explains keys, goes to the unit that is named, and formats as `qm quadlet fmt` \
            does. What is typed counts, saved or not; nothing is written.

            A unit is looked at among the other units of its folder; in a folder that this machine's Podman \
            reads, among all that Podman reads; in a DIR, among all units of the DIR and its subfolders.

            docs/quadlet-lsp.md has the lines for Neovim and Visual Studio Code.
            """)
        .options(CheckCommand.USER, CheckCommand.PODMAN)
        .positionals(FOLDERS)
        .example("qm quadlet lsp", "As an editor calls it")
        .example(
            "qm quadlet lsp --podman 4.9 units/", "For units of an older machine, in subfolders")
        .exit(ExitCode.OK, "the editor ended the session")
        .exit(ExitCode.FAILURE, "it went away, or does not speak the protocol")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var settings =
        CheckCommand.settings(in, Root.HOST).withUnitFolders(CheckCommand.unitFolders(Root.HOST));
    CheckCommand.complain(in, settings.version());
    var workspace = Workspace.of(settings, known(in, settings));
    var streams = in.console().streams();
    var ended =
        LanguageServer.serve(streams.in(), streams.out(), workspace, QmVersion.ofQm().number());
    return ended ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** The folders that were named, and then those of the machine. */
  private static List<Surroundings> known(Invocation in, Settings settings)
      throws UsageException, IOException {
    List<Surroundings> known = new ArrayList<>();
    for (var text : in.get(FOLDERS)) {
      var folder = Path.of(text);
      if (!Files.isDirectory(folder)) {
        throw new UsageException("no such folder: " + text, "name a folder that holds units");
      }
      known.add(
          new Surroundings(
              Surroundings.Search.WITH_SUBFOLDERS, List.of(folder.toRealPath()), settings));
    }
    // the users' lie within the system's, so they come first
    for (var scope : List.of(Settings.Scope.USER, Settings.Scope.SYSTEM)) {
      known.add(ofMachine(scope, settings.withScope(scope)));
    }
    return known;
  }

  private static Surroundings ofMachine(Settings.Scope scope, Settings settings)
      throws IOException {
    return switch (SearchPath.of(Root.HOST, scope)) {
      case SearchPath.Usual usual ->
          new Surroundings(Surroundings.Search.OF_MACHINE, usual.folders(), settings);
      case SearchPath.Named named ->
          new Surroundings(Surroundings.Search.WITH_SUBFOLDERS, named.folders(), settings);
    };
  }
}
