package dev.qm.cli.command.demo;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Progress;
import dev.qm.partition.demo.Demo;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.landing.Workers;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** {@code qm demo image}. */
final class ImageCommand implements Subcommand {
  private static final PositionalSpec.One NAME =
      PositionalSpec.one("NAME", "the image, or a demo with one image");
  private static final OptionSpec.Value OUTPUT =
      OptionSpec.file(
          'o',
          "output",
          "FILE",
          "where it goes; packed as the end of the name says, as in .tar or .tar.xz [NAME.tar]");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("demo image")
        .summary("make an image of the demos, for a machine without a network")
        .description(
            """
            Makes the file system of an image of packages of this machine's distribution, from its own mirrors, and \
            writes it as a tar archive. On the other machine 'qm demo NAME --image FILE' takes it. Nothing of this \
            machine is changed. It needs mmdebstrap, which is there where 'qm setup' built a rootfs.
            """)
        .options(OUTPUT)
        .positionals(NAME)
        .example("sudo qm demo image tools -o tools.tar", "For rear-camera, sound and ros2")
        .example("sudo qm demo image vm -o vm.tar.xz", "For virtual machines, packed")
        .exit(ExitCode.OK, "the archive is there")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var demos = new Demos(new SystemTree(in.systemFiles()));
    var word = in.get(NAME);
    var images = demos.find(word).map(Demo::images).orElse(List.of(word));
    if (images.size() > 1) {
      throw new UsageException(
          "the demo " + word + " has more than one image",
          "make each of them: " + String.join(", ", images));
    }
    var image = demos.findImage(images.getFirst());
    if (image.isEmpty()) {
      throw new UsageException(
          "there is no image '" + word + "'",
          "the images are " + String.join(", ", demos.imageNames()));
    }
    Setup.requireRoot();
    var archive = in.path(OUTPUT).orElse(Path.of(image.get().name() + ".tar")).toAbsolutePath();
    var work = Path.of(archive + ".partial");
    if (Files.exists(work, LinkOption.NOFOLLOW_LINKS)) {
      throw new CommandFailure(
          Letter.error(work + " is in the way")
              .note("another call is at work there, or one was killed; then remove it"));
    }
    try (var progress = Progress.on(in.console())) {
      var title = "make the image " + image.get().name();
      progress.show(title, 10);
      image.get().build(work, archive, Workers.OF_NOBODY, new Shown(progress, title));
    }
    in.out().println(Printable.line(archive.toString()));
    return ExitCode.OK;
  }

  private record Shown(Progress progress, String title) implements Notes {
    @Override
    public void note(String text) {
      progress.remark("note: " + text);
    }

    @Override
    public void progress(String text) {
      progress.detail(title, text, 50);
    }
  }
}
