package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.BundleFolder;
import dev.qm.assurance.bundle.BundleFolder.Earlier;
import dev.qm.assurance.bundle.Campaigns;
import dev.qm.assurance.bundle.Seal;
import dev.qm.assurance.prove.result.ResultFolder;
import dev.qm.cli.command.oom.AsilOption;
import dev.qm.cli.command.prove.KeptCampaigns;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.SourceDate;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code qm report}. */
public final class ReportCommand implements Subcommand {
  private static final OptionSpec.Value OUTPUT =
      OptionSpec.folder('o', "output", "DIR", "the folder that the bundle becomes");
  private static final OptionSpec.Flag HTML =
      OptionSpec.flag("html", "write the pages for people alone");
  private static final OptionSpec.Flag JSON =
      OptionSpec.flag("json", "write the data for programs alone");
  private static final OptionSpec.Value PROVE =
      OptionSpec.folder("prove", "DIR", "the campaign of 'qm prove' in DIR [the latest]");
  private static final OptionSpec.Value SIGN =
      OptionSpec.file("sign", "KEY", "sign the manifest: a key for ssh-keygen, or gpg:NAME");
  private static final OptionSpec.Flag FORCE =
      OptionSpec.flag("force", "replace a bundle that is there, if nobody changed it");

  private final Source source;
  private final Map<String, String> environment;

  /** Where campaigns come from. */
  @FunctionalInterface
  interface Source {
    Campaigns of(Invocation in) throws CommandFailure;
  }

  /** With the campaigns of the machine. */
  public ReportCommand() {
    this(KeptCampaigns::of, System.getenv());
  }

  ReportCommand(Source source, Map<String, String> environment) {
    this.source = source;
    this.environment = environment;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("report")
        .summary("write one folder to file: what is judged, measured and not shown")
        .description(
            """
            Writes a folder that needs nothing beside itself: what the machine is (versions, the kernel's configuration, \
            hashes of QM's files, packages of the partition as CycloneDX), what 'qm verify', 'qm selinux status', 'qm ipc \
            check' and 'qm oom' say, what a campaign of 'qm prove' measured, with plots, and the table that leads from each \
            class of interference to what was measured, with its gaps. index.html leads to everything.

            MANIFEST.sha256 has the SHA-256 of every file, for sha256sum -c. With --sign its signature lies beside it, by \
            ssh-keygen or gpg; README.txt in the bundle says how it is checked. With SOURCE_DATE_EPOCH in the environment \
            that is the date of the report, and the same machine gives the same bytes.

            The folder appears whole or not at all. What is there and is no bundle is never overwritten; a bundle is \
            replaced with --force, if no file of it was changed or added.
            """)
        .options(OUTPUT, HTML, JSON, PROVE, AsilOption.ASIL, SIGN, FORCE, CommonOptions.ROOT)
        .example("sudo qm report -o report-2026-11-29", "Everything, and the latest campaign")
        .example(
            "sudo qm report -o report --prove /var/lib/qm-assurance/results/2026-11-29T173000 --sign ~/.ssh/id_ed25519",
            "A campaign by name, signed")
        .example("qm report --json -o out --root image/", "For a machine image, in a CI job")
        .exit(ExitCode.OK, "the bundle is written, whatever it says")
        .exit(ExitCode.FAILURE, "it is not; nothing has changed")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var given = in.path(OUTPUT);
    if (given.isEmpty()) {
      throw new UsageException("no folder is named", "add -o DIR, a folder that is not there yet");
    }
    if (in.has(HTML) && in.has(JSON)) {
      throw new UsageException("--html and --json do not go together", "leave both out for all");
    }
    requireCampaign(in);
    var folder = new BundleFolder(given.get());
    var earlier = in.has(FORCE) ? Earlier.IS_REPLACED : Earlier.STAYS;
    folder.require(earlier);
    requireOutside(in.root(), folder.place());
    var seal = seal(in);
    var at = at();
    var readers =
        in.has(HTML)
            ? Filing.Readers.PEOPLE
            : in.has(JSON) ? Filing.Readers.PROGRAMS : Filing.Readers.ALL;
    var making = new ReportMaking(in, source.of(in), in.path(PROVE), at, seal, new Filing(readers));
    making.make();
    folder.write(making.bundle(), seal, earlier, at.toInstant());
    var out = in.out();
    out.println(Printable.line(folder.place().toString()));
    for (var line : making.summary()) {
      out.println(Printable.line(line));
    }
    return ExitCode.OK;
  }

  private static void requireCampaign(Invocation in) throws UsageException {
    var named = in.path(PROVE);
    if (named.isPresent() && !ResultFolder.isThere(named.get())) {
      throw new UsageException(
          "--prove "
              + named.get()
              + ": "
              + (Files.isDirectory(named.get())
                  ? "no campaign is in it"
                  : "there is no such folder"),
          "name the folder of a campaign, as `qm prove` says at its end, or leave --prove out for the"
              + " latest");
    }
  }

  /** Whoever is judged does not hold the report, nor what it is made of while it is made. */
  private static void requireOutside(Root root, Path place) throws HostException {
    for (var tree : PartitionSpec.require(root).layout().trees()) {
      for (var theirs : List.of(tree, tree + ".private")) {
        if (real(place.resolveSibling(".")).startsWith(real(root.at(theirs)))) {
          throw new HostException(
              "will not write to " + place,
              "the partition can write there",
              "name a folder that is the host's alone");
        }
      }
    }
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException absent) {
      return folder.normalize();
    }
  }

  private static Optional<Seal> seal(Invocation in) throws HostException {
    var word = in.value(SIGN);
    return word.isPresent() ? Optional.of(Seal.of(word.get())) : Optional.empty();
  }

  private ZonedDateTime at() throws CommandFailure {
    return SourceDate.of(environment)
        .map(it -> it.atZone(ZoneOffset.UTC))
        .orElseGet(
            () -> Instant.now().truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault()));
  }
}
