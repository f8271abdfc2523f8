package dev.qm.cli.command.demo;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Progress;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.Demo;
import dev.qm.partition.demo.Demonstration;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.demo.ImageOrigin;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SystemTree;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@code qm demo NAME}. */
final class RunCommand implements Subcommand {
  private static final OptionSpec.Value IMAGE =
      OptionSpec.text(
              "image",
              "[NAME=]REF|FILE",
              "in place of the image NAME, or of the demo's first one: an image's name, or a tar"
                  + " archive that 'qm demo image' made")
          .repeatable();
  private static final OptionSpec.Value DEVICE =
      OptionSpec.file("device", "PATH", "which one, as the partition calls it [the first]");
  private static final OptionSpec.Flag DRY_RUN =
      OptionSpec.flag("dry-run", "print what would be done, change nothing");

  /** Characters of a file that are shown. */
  private static final int LONGEST = 100_000;

  private final Demo demo;

  RunCommand(Demo demo) {
    this.demo = demo;
  }

  @Override
  public CommandSpec spec() {
    var draft =
        CommandSpec.named("demo " + demo.name())
            .summary(demo.summary())
            .description(
                demo.description()
                    + "\n\n"
                    + """
                    What lands in the partition's /etc is yours to change: a file that you changed is used as it is, \
                    and never overwritten or removed. How long the demo may take says TimeoutStartSec= in its unit, \
                    %s.
                    """
                        .formatted(demo.unit()))
            .options(IMAGE);
    if (demo.device().isPresent()) {
      draft.options(DEVICE);
    }
    return draft
        .options(DRY_RUN, CommonOptions.ROOT)
        .example("sudo qm demo " + demo.name(), "See it")
        .example(
            "sudo qm demo " + demo.name() + " --image ./" + demo.images().getFirst() + ".tar",
            "The same without a network, with an image from 'qm demo image'")
        .example("sudo qm demo " + demo.name() + " --dry-run", "What would it do?")
        .exit(ExitCode.OK, "the demo ended well")
        .exit(ExitCode.FAILURE, "it did not, or it could not begin")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var device = demo.device().isPresent() ? in.value(DEVICE) : Optional.<String>empty();
    var request = new Demonstration.Request(device, images(in));
    Setup.requireRoot();
    var spec = PartitionSpec.require(in.root());
    var demos = new Demos(new SystemTree(in.systemFiles()));
    var demonstration = Demonstration.plan(spec, demos, demo, request);
    for (var remark : demonstration.remarks()) {
      in.console().err().println("note: " + Printable.line(remark));
    }
    if (in.has(DRY_RUN)) {
      print(in, demonstration);
      return ExitCode.OK;
    }
    Demonstration.Ending ending;
    try (var progress = Progress.on(in.console())) {
      ending = demonstration.show(new Shown(progress));
    }
    return tell(in, spec, ending);
  }

  private Map<String, ImageOrigin> images(Invocation in) throws UsageException {
    var images = new HashMap<String, ImageOrigin>();
    for (var word : in.values(IMAGE)) {
      var equals = word.indexOf('=');
      var name = equals < 0 ? demo.images().getFirst() : word.substring(0, equals);
      if (!demo.images().contains(name)) {
        throw new UsageException(
            "the demo " + demo.name() + " has no image '" + name + "'",
            "it has " + String.join(" and ", demo.images()));
      }
      images.put(name, ImageWord.origin(word.substring(equals + 1)));
    }
    return images;
  }

  private static void print(Invocation in, Demonstration demonstration) {
    for (var text : demonstration.texts()) {
      in.out().println("==> " + Printable.line(text.path()));
      in.out().println(Printable.lines(text.text().stripTrailing(), LONGEST));
      in.out().println();
    }
    in.out().println("It would:");
    demonstration.steps().forEach(step -> in.out().println("  " + Printable.line(step)));
    in.out().println("Nothing was changed.");
  }

  private int tell(Invocation in, PartitionSpec spec, Demonstration.Ending ending)
      throws CommandFailure {
    var out = in.out();
    for (var kept : ending.kept()) {
      in.console()
          .err()
          .println(
              "note: used your changed " + Printable.line(spec.root().at(kept.path()).toString()));
      in.console().err().println("note: " + Printable.line(kept.sentence(spec.root())));
    }
    ending.words().forEach(line -> out.println(Printable.line(line)));
    if (ending.verdict() == Demonstration.Verdict.BADLY) {
      throw new CommandFailure(
          Letter.error("the demo " + demo.name() + " did not end well")
              .note("what it said is above")
              .note(
                  "see 'qm logs "
                      + demo.unit()
                      + "'; 'qm demo remove "
                      + demo.name()
                      + "' takes it back"));
    }
    out.println();
    ending
        .result()
        .ifPresent(result ->
            out.println(
                "Results are in qm:"
                    + result.inside()
                    + ", here "
                    + Printable.line(result.outside().toString())));
    out.println("To take it back: qm demo remove " + demo.name());
    return ExitCode.OK;
  }

  private static final class Shown implements Demonstration.Observer {
    private final Progress progress;
    private String title = "";
    private int percent;

    Shown(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void begin(String what, int share) {
      title = what;
      percent = share;
      progress.show(what, share);
    }

    @Override
    public void note(String text) {
      progress.remark("note: " + text);
    }

    @Override
    public void progress(String text) {
      progress.detail(title, text, percent);
    }

    @Override
    public void waiting(String text) {
      progress.remark(text);
    }
  }
}
