package dev.qm.cli.command.addon;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.file.AtomicFile;
import dev.qm.packaging.addon.AddonTemplate;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** {@code qm addon new}. */
final class NewCommand implements Subcommand {
  private static final OptionSpec.Value ADDONS =
      OptionSpec.folder("addons", "DIR", "the folder of add-ons [./addons]");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("addon new")
        .summary("write a new add-on that builds at once")
        .description(
            """
            Writes DIR/NAME/addon.conf and one drop-in of qm.container, both with comments that say what to change. \
            Nothing is overwritten: a folder of that name must not be there yet.
            """)
        .options(ADDONS)
        .positionals(AddonShelf.NAME)
        .example("qm addon new can-bus", "Begin an add-on in ./addons/can-bus")
        .exit(ExitCode.OK, "the folder is there")
        .exit(ExitCode.FAILURE, "there is something of that name already")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var name = AddonShelf.name(in.get(AddonShelf.NAME));
    var home = in.path(ADDONS).orElse(Path.of("addons")).resolve(name.text());
    if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
      throw new CommandFailure(
          Letter.error(home + " is there already").note("take another name, or remove it first"));
    }
    for (var file : AddonTemplate.of(name).entrySet()) {
      var path = home.resolve(file.getKey());
      var folder = path.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      AtomicFile.write(path, file.getValue(), "0644");
      in.out().println("wrote " + Printable.line(path.toString()));
    }
    in.out().println();
    in.out().println("To build it: qm addon build " + name);
    return ExitCode.OK;
  }
}
