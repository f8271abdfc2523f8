package dev.qm.cli.command.prove;

import dev.qm.assurance.prove.campaign.Campaign;
import dev.qm.assurance.prove.campaign.Profile;
import dev.qm.assurance.prove.campaign.Profiles;
import dev.qm.assurance.prove.campaign.Wall;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.probe.Probes;
import dev.qm.assurance.prove.result.Asked;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.ResultFolder;
import dev.qm.cli.command.demo.ImageWord;
import dev.qm.cli.command.oom.AsilOption;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SystemTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code qm prove}. */
final class ProveCommand implements Subcommand {
  private static final OptionSpec.Value PROFILE =
      OptionSpec.text("profile", "quick|full|FILE", "how thorough it is [quick]");
  private static final OptionSpec.Value FAULT =
      OptionSpec.text("fault", "NAME,...", "only these faults; see qm prove faults").repeatable();
  private static final OptionSpec.Value SEED =
      OptionSpec.text("seed", "N", "decides the order of the faults [1]");
  private static final OptionSpec.Value DURATION =
      OptionSpec.text("duration", "SECONDS", "how long is measured at a time [the profile's]");
  private static final OptionSpec.Value OUT =
      OptionSpec.folder(
          'o', "out", "DIR", "where the result goes [" + ResultPlace.FOLDER + "/DATE]");
  private static final OptionSpec.Flag RESUME =
      OptionSpec.flag("resume", "go on with the campaign in --out, or the last one");
  private static final OptionSpec.Value WITHOUT =
      OptionSpec.text(
          "without",
          "WALL",
          "measure a second partition, made for this, without a wall; see qm prove walls");
  private static final OptionSpec.Value PEER =
      OptionSpec.text(
              "peer", "podman", "carry each fault out in a plain container too, for comparison")
          .oneOf("podman");
  private static final OptionSpec.Value PROBE =
      OptionSpec.text("probe", "cyclictest", "take the figures of another program beside ours")
          .oneOf("cyclictest");
  private static final OptionSpec.Value IMAGE =
      OptionSpec.text(
          "image",
          "REF|FILE",
          "what faults are made of: an image's name, or the archive that 'qm demo image stress'"
              + " made [made of packages]");
  private static final OptionSpec.Flag ALL =
      OptionSpec.flag('a', "all", "show each probe of each fault");

  private static final long LONGEST_WINDOW_SECONDS = 3600;

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("prove")
        .summary("measure what the safety side feels while QM misbehaves, fault by fault")
        .description(
            """
            Runs probes as software of the safety side would run them, idle, then under each fault injected inside the \
            running partition, then idle again, and judges each pair by budgets. A fault that got no time to do harm \
            proves nothing, and is said. Each result is kept as soon as it is there: an interrupted campaign leaves \
            nothing running and goes on with --resume.

            With --peer podman the same program then runs in a container of the host's Podman, by its defaults and with no \
            limit, and is measured and judged likewise: one more column. Without --image one is made on the host; what \
            was brought to the host's Podman leaves it at the end.

            Budgets are in /etc/qm-assurance/prove.d, the safety side in /etc/qm-assurance/asil.conf.
            """)
        .options(
            PROFILE,
            FAULT,
            SEED,
            DURATION,
            OUT,
            RESUME,
            WITHOUT,
            PEER,
            PROBE,
            IMAGE,
            ALL,
            AsilOption.ASIL,
            CommonOptions.ROOT,
            CommonOptions.JSON)
        .example("sudo qm prove", "Twenty telling faults in about five minutes")
        .example("sudo qm prove --profile full -o evidence/", "Everything, for the report")
        .example("sudo qm prove --fault memory-touch,fsync-storm --all", "Two faults, each probe")
        .example(
            "sudo qm prove --without memory-bound --fault memory-touch", "What is the wall worth?")
        .example("sudo qm prove --peer podman", "What would a plain container do?")
        .exit(ExitCode.OK, "all that was asked for was measured, and nothing failed")
        .exit(ExitCode.FAILURE, "something failed, or the campaign did not come to its end")
        .exit(ExitCode.USAGE, "there is no such fault, wall or profile; nothing was measured")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var system = new SystemTree(in.systemFiles());
    var faults = Faults.read(system, root);
    // a misspelt name is one on every machine, and for everybody
    requireNames(in, faults, system);
    Setup.requireRoot();
    var spec = PartitionSpec.require(root);
    var resumed = resumed(in, root);
    try (var stop = Stop.watch()) {
      var place = resumed.or(() -> in.path(OUT)).orElseGet(() -> ResultPlace.fresh(root));
      var result =
          resumed.isPresent()
              ? resume(in, place, faults, system, spec, stop)
              : begin(in, place, faults, system, spec, stop);
      var status = tell(in, result, place);
      // who ends the program waits for this thread no longer than up to here
      in.console().flush();
      return status;
    }
  }

  /** What was measured until something failed is told all the same: it took its time. */
  private static CampaignResult run(
      Invocation in, Path place, PartitionSpec spec, Proving proving, Proving.Beginning begin)
      throws Exception {
    try {
      return proving.run(spec, begin);
    } catch (HostException failure) {
      var done = proving.done();
      if (done.isPresent() && !done.get().faults().isEmpty()) {
        tell(in, done.get(), place);
      }
      throw failure;
    }
  }

  private CampaignResult begin(
      Invocation in, Path place, Faults faults, SystemTree system, PartitionSpec spec, Stop stop)
      throws Exception {
    var names = new LinkedHashSet<String>();
    faults.all().forEach(fault -> names.add(fault.id()));
    var profile = profile(in, system, names);
    var seed = in.number(SEED, 0, Long.MAX_VALUE).orElse(1);
    var chosen = Campaign.ordered(chosen(in, profile, faults), seed);
    var wall = wall(in, system);
    var budgets = Budgets.read(system, in.root(), probes());
    var peer = in.value(PEER);
    var request = request(in, profile, chosen, faults, wall, peer);
    return run(
        in,
        place,
        spec,
        new Proving(in, request, system, stop),
        (measured, notAllowed) -> {
          var machine = MachineFacts.of(measured);
          return ResultFolder.begin(
              place,
              new Asked(
                  OffsetDateTime.now(ZoneId.systemDefault())
                      .truncatedTo(ChronoUnit.SECONDS)
                      .toString(),
                  profile.name(),
                  profile.window(),
                  profile.fewest(),
                  profile.most(),
                  seed,
                  wall.map(Wall::id),
                  machine,
                  MachineFacts.withTimes(machine, notAllowed),
                  budgets,
                  chosen.stream().map(Fault::id).toList(),
                  peer));
        });
  }

  private CampaignResult resume(
      Invocation in, Path place, Faults faults, SystemTree system, PartitionSpec spec, Stop stop)
      throws Exception {
    var folder = ResultFolder.open(place);
    var asked = folder.asked();
    var open = new ArrayList<Fault>();
    for (var name : folder.open()) {
      open.add(named(faults, name));
    }
    if (open.isEmpty()) {
      return folder.result();
    }
    var profile =
        new Profile(asked.profile(), asked.window(), asked.fewest(), asked.most(), List.of());
    var wall =
        asked.without().isEmpty()
            ? Optional.<Wall>empty()
            : Optional.of(wall(system, asked.without().get()));
    var request = request(in, profile, open, faults, wall, asked.peer());
    return run(in, place, spec, new Proving(in, request, system, stop), (_, _) -> folder);
  }

  private static Proving.Request request(
      Invocation in,
      Profile profile,
      List<Fault> chosen,
      Faults all,
      Optional<Wall> wall,
      Optional<String> peer)
      throws UsageException, HostException, CommandFailure {
    var image = in.value(IMAGE);
    if (peer.isPresent() && !peer.get().equals("podman")) {
      throw new HostException(
          "the campaign is compared with '" + peer.get() + "'", "this qm knows podman only");
    }
    return new Proving.Request(
        profile,
        chosen,
        all,
        wall,
        peer.isPresent() ? Proving.Beside.A_CONTAINER : Proving.Beside.NOTHING,
        in.value(PROBE).stream().toList(),
        image.isEmpty() ? Optional.empty() : Optional.of(ImageWord.origin(image.get())),
        AsilOption.of(in, in.root()));
  }

  private static Optional<Path> resumed(Invocation in, Root root)
      throws UsageException, HostException {
    if (!in.has(RESUME)) {
      return Optional.empty();
    }
    for (var other : List.of(PROFILE, FAULT, SEED, DURATION, WITHOUT, PEER)) {
      if (!in.values(other).isEmpty()) {
        throw new UsageException(
            "--resume and --" + other.name() + " do not go together",
            "what was asked for is in the result's folder");
      }
    }
    var place = in.path(OUT).or(() -> last(root));
    if (place.isEmpty()) {
      throw new HostException(
          "there is no campaign to go on with",
          "none is in " + root.at(ResultPlace.FOLDER),
          "name its folder with --out");
    }
    return place;
  }

  private static Optional<Path> last(Root root) {
    try {
      return ResultPlace.last(root);
    } catch (HostException unreadable) {
      return Optional.empty();
    }
  }

  private static void requireNames(Invocation in, Faults faults, SystemTree system)
      throws UsageException, HostException {
    var known =
        new KnownNames(
            "fault", faults.all().stream().map(Fault::id).toList(), "`qm prove faults` lists them");
    for (var words : in.values(FAULT)) {
      var names = KernelText.ofList(words);
      if (names.isEmpty()) {
        throw new UsageException("--fault names no fault", known.where());
      }
      for (var name : names) {
        known.require(name);
      }
    }
    var wall = in.value(WITHOUT);
    if (wall.isPresent()) {
      var walls = Wall.all(system).stream().map(Wall::id).toList();
      new KnownNames("wall", walls, "`qm prove walls` lists them").require(wall.get());
    }
    var profile = in.value(PROFILE).filter(Profiles::isName);
    if (profile.isPresent()) {
      var names = new Profiles(system).names();
      var where =
          "there are " + String.join(", ", names) + "; a file of your own has a slash in its name";
      new KnownNames("profile", names, where).require(profile.get());
    }
  }

  private static Profile profile(Invocation in, SystemTree system, Set<String> names)
      throws UsageException, HostException {
    var profile = new Profiles(system).read(in.value(PROFILE).orElse("quick"), names);
    var seconds = in.number(DURATION, 1, LONGEST_WINDOW_SECONDS);
    return seconds.isEmpty()
        ? profile
        : new Profile(
            profile.name(),
            Duration.ofSeconds(seconds.getAsLong()),
            profile.fewest(),
            profile.most(),
            profile.faults());
  }

  /** Those that the command line names, else the profile's, else all. */
  private static List<Fault> chosen(Invocation in, Profile profile, Faults faults)
      throws HostException {
    var named = new LinkedHashSet<String>();
    for (var words : in.values(FAULT)) {
      named.addAll(KernelText.ofList(words));
    }
    if (named.isEmpty()) {
      named.addAll(profile.faults());
    }
    if (named.isEmpty()) {
      return faults.all();
    }
    var chosen = new ArrayList<Fault>();
    for (var name : named) {
      chosen.add(named(faults, name));
    }
    return chosen;
  }

  private static Fault named(Faults faults, String name) throws HostException {
    return faults
        .named(name)
        .orElseThrow(() ->
            new HostException("there is no fault '" + name + "'", "", "see `qm prove faults`"));
  }

  private static Optional<Wall> wall(Invocation in, SystemTree system) throws HostException {
    var named = in.value(WITHOUT);
    return named.isEmpty() ? Optional.empty() : Optional.of(wall(system, named.get()));
  }

  private static Wall wall(SystemTree system, String name) throws HostException {
    return Wall.find(system, name)
        .orElseThrow(
            () -> new HostException("there is no wall '" + name + "'", "", "see `qm prove walls`"));
  }

  private static Set<String> probes() {
    var names = new LinkedHashSet<String>();
    Probes.ALL.forEach(probe -> names.add(probe.id()));
    names.add(Probes.CYCLICTEST.id());
    return names;
  }

  private static int tell(Invocation in, CampaignResult result, Path place) throws IOException {
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        ProveJson.result(json, result, ProveJson.Detail.VERDICTS);
      }
    } else {
      new ProveText(in.out(), in.console().terminal())
          .print(result, in.has(ALL) ? ProveText.Shown.ALL : ProveText.Shown.SHORT);
      in.out().println("The result is in " + Printable.line(place.toString()));
    }
    var failed = result.faults().stream().anyMatch(it -> it.outcome() == Outcome.FAILED);
    return failed || !result.isWhole() ? ExitCode.FAILURE : ExitCode.OK;
  }
}
