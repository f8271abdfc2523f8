package dev.qm.cli.command.prove;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.assurance.prove.campaign.BudgetJury;
import dev.qm.assurance.prove.campaign.Campaign;
import dev.qm.assurance.prove.campaign.Counters;
import dev.qm.assurance.prove.campaign.Jury;
import dev.qm.assurance.prove.campaign.Meter;
import dev.qm.assurance.prove.campaign.ProbeMeter;
import dev.qm.assurance.prove.campaign.Profile;
import dev.qm.assurance.prove.campaign.ScratchPartition;
import dev.qm.assurance.prove.campaign.UntimedJury;
import dev.qm.assurance.prove.campaign.Wall;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.prove.fault.PartitionInjector;
import dev.qm.assurance.prove.fault.PeerInjector;
import dev.qm.assurance.prove.fault.PodmanPeer;
import dev.qm.assurance.prove.judge.Judge;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.Asked;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.ResultFolder;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Progress;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.demo.ImageOrigin;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.Step;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Carries a campaign out before the user's eyes. */
final class Proving {
  private final Invocation in;
  private final Request request;
  private final SystemTree system;
  private final Stop stop;
  private Optional<ResultFolder> begun = Optional.empty();

  /**
   * What is asked for.
   *
   * @param profile how long, how often
   * @param faults those that are open, in their order
   * @param all from which programs are brought
   * @param wall to do without
   * @param beside where the same faults are carried out too
   * @param compared other tools beside the probes
   * @param image where that of the faults comes from; nothing to make it of packages
   * @param asil whose processes must not die
   */
  record Request(
      Profile profile,
      List<Fault> faults,
      Faults all,
      Optional<Wall> wall,
      Beside beside,
      List<String> compared,
      Optional<ImageOrigin> image,
      Optional<AsilSide> asil) {
    Request {
      faults = List.copyOf(faults);
      compared = List.copyOf(compared);
    }
  }

  /** Where faults are carried out after they were in the partition. */
  enum Beside {
    /** Nowhere. */
    NOTHING,
    /** In a container of the host's Podman. */
    A_CONTAINER
  }

  Proving(Invocation in, Request request, SystemTree system, Stop stop) {
    this.in = in;
    this.request = request;
    this.system = system;
    this.stop = stop;
  }

  /**
   * Measures until nothing is open, or somebody ends it.
   *
   * @param begin makes the folder of the result, or finds it, once it is known what probes cannot
   *     have; it also says by which budgets is judged
   */
  CampaignResult run(PartitionSpec own, Beginning begin) throws Exception {
    try {
      return prove(own, begin);
    } finally {
      ResultPlace.clear(own.root());
    }
  }

  /** What is measured up to now; nothing before it has begun. */
  Optional<CampaignResult> done() {
    return begun.map(ResultFolder::result);
  }

  private CampaignResult prove(PartitionSpec own, Beginning begin) throws Exception {
    try (var _ = Guard.start(own.root().directory().toString());
        var progress = Progress.on(in.console());
        var scratch = scratch(own, progress)) {
      return measure(scratch.isPresent() ? scratch.spec() : own, own.root(), begin, progress);
    }
  }

  /** Makes or finds the result's folder. */
  interface Beginning {
    /**
     * The folder.
     *
     * @param notAllowed what the probes could not have
     */
    ResultFolder folder(PartitionSpec spec, List<String> notAllowed) throws Exception;
  }

  private CampaignResult measure(PartitionSpec spec, Root root, Beginning begin, Progress progress)
      throws Exception {
    var shown = new Shown(progress);
    progress.show("start the probes", 0);
    try (var meter = ProbeMeter.start(request.compared());
        var injector =
            new PartitionInjector(spec, request.all(), new Demos(system), request.image(), shown);
        var peer = peer(spec, root, shown)) {
      progress.show("bring the faults into the partition", 1);
      injector.prepare();
      peer.prepare(progress);
      var folder = begin.folder(spec, meter.notAllowed());
      begun = Optional.of(folder);
      try {
        new Campaign(request.profile(), request.faults())
            .run(
                new Stoppable(meter, stop),
                injector,
                peer.injector(),
                () -> Counters.read(spec, request.asil()),
                jury(folder.asked()),
                new Watched(folder, stop, progress));
      } catch (HostException failure) {
        if (!stop.isHeard()) {
          throw failure;
        }
      } finally {
        folder.end();
      }
      return folder.result();
    }
  }

  private static Jury jury(Asked asked) {
    var timed = new BudgetJury(new Judge(asked.budgets()));
    return MachineFacts.isEmulated(asked.machine()) ? new UntimedJury(timed) : timed;
  }

  /** Nothing that is done after a stop is to be interrupted by it: the fault has to be ended. */
  private record Stoppable(Meter meter, Stop stop) implements Meter {
    @Override
    public Window measure(Duration length) throws HostException {
      try {
        return meter.measure(length);
      } catch (HostException failure) {
        var _ = stop.isHeard();
        throw failure;
      }
    }

    @Override
    public Optional<String> died() {
      return meter.died();
    }

    @Override
    public void close() throws HostException {
      meter.close();
    }
  }

  private Peer peer(PartitionSpec spec, Root root, Setup.Observer shown) {
    return new Peer(
        request.beside() == Beside.NOTHING
            ? Optional.empty()
            : Optional.of(
                new PodmanPeer(
                    spec, root, request.all(), new Demos(system), request.image(), shown)));
  }

  private record Peer(Optional<PeerInjector> injector) implements AutoCloseable {
    void prepare(Progress progress) throws HostException {
      if (injector.isPresent()) {
        progress.show("make an image for a plain container", 1);
        injector.get().prepare();
      }
    }

    @Override
    public void close() throws HostException {
      if (injector.isPresent()) {
        injector.get().close();
      }
    }
  }

  private Scratch scratch(PartitionSpec own, Progress progress) throws HostException {
    if (request.wall().isEmpty()) {
      return new Scratch(Optional.empty());
    }
    var image = Path.of(System.getProperty("java.home"));
    progress.show("make a partition without " + request.wall().get().title(), 0);
    return new Scratch(
        Optional.of(
            ScratchPartition.start(own, request.wall().get(), system, image, new Shown(progress))));
  }

  private record Scratch(Optional<ScratchPartition> partition) implements AutoCloseable {
    boolean isPresent() {
      return partition.isPresent();
    }

    PartitionSpec spec() throws HostException {
      return partition.orElseThrow().spec();
    }

    @Override
    public void close() throws HostException {
      if (partition.isPresent()) {
        partition.get().close();
      }
    }
  }

  /** A campaign on a progress line; each result goes to the disk. */
  private record Watched(ResultFolder folder, Stop stop, Progress progress)
      implements Campaign.Observer {
    @Override
    public void begin(Fault fault, int number, int count, Duration left) {
      progress.show(
          "%s (%d of %d, about %s left)"
              .formatted(Printable.line(fault.id()), number, count, minutes(left)),
          Math.min(99, 2 + 97 * (number - 1) / count));
    }

    @Override
    public void done(FaultResult result) throws HostException {
      folder.add(result);
    }

    @Override
    public boolean isOver() {
      return stop.isAsked();
    }

    private static String minutes(Duration left) {
      return left.toSeconds() < 90
          ? left.toSeconds() + " s"
          : (left.toSeconds() + 30) / 60 + " min";
    }
  }

  private static final class Shown implements Setup.Observer {
    private final Progress progress;
    private String title = "bring the faults into the partition";

    Shown(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void begin(Step step, int number, int count, double share) {
      title = step.title();
      progress.show(title, 1);
    }

    @Override
    public void note(String text) {
      progress.remark("note: " + Printable.line(text));
    }

    @Override
    public void progress(String text) {
      progress.detail(title, text, 1);
    }

    @Override
    public void waiting(String text) {
      progress.remark(text);
    }
  }
}
