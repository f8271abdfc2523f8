package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.cgroup.Limits;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The partition as its {@code qm.container} and all drop-ins describe it: one typed view for every
 * runner and command.
 */
public final class PartitionSpec {
  private static final String CONTAINER = "Container";
  private static final String SERVICE = "Service";

  /** Keys by which a quadlet refers to others. */
  private static final List<String> REFERRING =
      List.of("Image", "Mount", "Network", "Pod", "Volume");

  /** The quadlet that describes the partition. */
  public static final String UNIT = "qm.container";

  private final Root root;
  private final QuadletUnit quadlet;
  private final UnitFile unit;

  /** Read when it is first asked for: many commands need the quadlet alone. */
  private Optional<EffectiveService> effective = Optional.empty();

  private PartitionSpec(Root root, QuadletUnit quadlet) {
    this.root = root;
    this.quadlet = quadlet;
    this.unit = quadlet.unit();
  }

  /**
   * Reads {@code qm.container} and its drop-ins below {@code root}; empty where there is none.
   *
   * @throws HostException when a file cannot be read or understood
   */
  public static Optional<PartitionSpec> load(Root root) throws HostException {
    var reading = QuadletReader.readUnit(root.directory(), Folders.system(root.directory()), UNIT);
    complain(reading.problems().stream().filter(PartitionSpec::isAboutUs).toList());
    return reading.unit(UNIT).map(found -> new PartitionSpec(root, found));
  }

  /**
   * As {@link #load}, for commands that need a partition.
   *
   * @throws HostException also where {@code qm setup} never ran
   */
  public static PartitionSpec require(Root root) throws HostException {
    return load(root)
        .orElseThrow(() ->
            new HostException(
                "there is no partition on this machine",
                "no " + root.at(Layout.QUADLET),
                "run `qm up`, or `qm setup` to prepare one without starting it"));
  }

  /**
   * A folder of somebody else's that cannot be listed is no reason to leave the partition alone.
   */
  private static boolean isAboutUs(Problem problem) {
    var file = problem.origin().file();
    var folder = file.getParent();
    return file.endsWith(UNIT)
        || (folder != null && (folder.endsWith(UNIT + ".d") || folder.endsWith("container.d")));
  }

  private static void complain(List<Problem> problems) throws HostException {
    for (var problem : problems) {
      if (problem.severity() == Problem.Severity.ERROR) {
        throw new HostException(
            problem.origin() + ": " + problem.message(), problem.why(), problem.mend());
      }
    }
  }

  /** The machine that this partition is on. */
  public Root root() {
    return root;
  }

  /** The quadlet with all drop-ins, every value with its origin. */
  public QuadletUnit quadlet() {
    return quadlet;
  }

  /**
   * The service as it is started, every value with its origin: the quadlet with what lies over the
   * unit that is made of it, such as what {@code systemctl edit qm.service} writes.
   *
   * @throws HostException when the description cannot become a service
   */
  public EffectiveService effective() throws HostException {
    if (effective.isEmpty()) {
      effective = Optional.of(EffectiveService.of(this));
    }
    return effective.get();
  }

  /** The container's name in Podman. */
  public String name() {
    return scalar(CONTAINER, "ContainerName").orElse("qm");
  }

  /** The places of the partition, as the quadlet names them; of a closed tree, its name. */
  public Layout layout() {
    var rootfs = withoutOptions(scalar(CONTAINER, "Rootfs").orElse(Layout.DEFAULT.rootfs()));
    var slash = rootfs.lastIndexOf('/');
    return new Layout(
        slash > 0 ? rootfs.substring(0, slash) : Layout.DEFAULT.installdir(),
        rootfs,
        volume("/etc").map(ClosedTree::nameOf).orElse(Layout.DEFAULT.etc()),
        volume("/var").map(ClosedTree::nameOf).orElse(Layout.DEFAULT.var()),
        scalar(CONTAINER, "HostName").orElse(Layout.DEFAULT.hostname()));
  }

  /** Whether the partition is given the folder {@code path} of the host. */
  public boolean mounts(String path) {
    return volumes().containsValue(path);
  }

  /** Whether the partition has user ids of its own. */
  public boolean hasUserNamespace() {
    return !unit.values(CONTAINER, "UIDMap").isEmpty()
        || scalar(CONTAINER, "UserNS").filter(mode -> !mode.equals("host")).isPresent();
  }

  /**
   * Looks at all that is needed to start it, so that nothing is stopped for a mistake.
   *
   * @throws HostException for the first setting that no runner could carry out
   */
  public void check() throws HostException {
    service("podman");
    requireUnmasked();
    limits();
    oomScoreAdjust();
    startTimeout();
    stopTimeout();
  }

  /**
   * systemd.unit(5): nobody can start a masked unit, whoever runs it.
   *
   * @throws HostException where it is masked
   */
  public void requireUnmasked() throws HostException {
    var overlay = effective().overlay();
    if (overlay.mask().isPresent()) {
      throw new HostException(
          overlay.name() + " is masked",
          overlay.mask().get()
              + " is a link to /dev/null or an empty file, so that nobody starts it",
          "run `systemctl unmask " + overlay.name() + "`, or take that file away");
    }
  }

  /** Whether it has no network of its own, so that its 127.0.0.1 is the host's. */
  public boolean hasHostNetwork() {
    return scalar(CONTAINER, "Network").filter("host"::equals).isPresent();
  }

  /**
   * {@code oom_score_adj} of everything in the partition, -1000 to 1000: proc_pid_oom_score_adj(5).
   */
  public int oomScoreAdjust() throws HostException {
    var entry =
        effective()
            .unit()
            .last(SERVICE, "OOMScoreAdjust")
            .filter(found -> !found.value().isEmpty());
    if (entry.isEmpty()) {
      return 0;
    }
    var written = entry.get().origin() + ": OOMScoreAdjust=" + entry.get().value();
    long score;
    try {
      score = Long.parseLong(entry.get().value());
    } catch (NumberFormatException notANumber) {
      throw new HostException(
          written + " is not a whole number",
          "qm has to know it to run the partition on a machine without systemd",
          "write a number from -1000 to 1000; QM's own value is 500");
    }
    if (score < -1000 || score > 1000) {
      throw new HostException(
          written + " is out of range",
          "the kernel takes -1000 (never killed) to 1000 (first)",
          "QM's own value is 500");
    }
    return (int) score;
  }

  /** True when a partition that ends by itself is to be started again. */
  public boolean restarts() throws HostException {
    return effective()
        .unit()
        .last(SERVICE, "Restart")
        .filter(entry -> !entry.value().isEmpty() && !entry.value().equals("no"))
        .isPresent();
  }

  /** How long a stop may take before it becomes a kill, {@link UnitTimes#LONGEST} at most. */
  public Duration stopTimeout() throws HostException {
    return UnitTimes.timeout(effective().unit(), "TimeoutStopSec", Duration.ofSeconds(90));
  }

  /**
   * How long the partition may take until its systemd says {@code running}, {@link
   * UnitTimes#LONGEST} at most.
   */
  public Duration startTimeout() throws HostException {
    return UnitTimes.timeout(effective().unit(), "TimeoutStartSec", Duration.ofMinutes(2));
  }

  /** The resource limits of the [Service] section: systemd.resource-control(5). */
  public Limits limits() throws HostException {
    return Limits.of(effective().unit(), Capacity.probe(Root.HOST)).below(root);
  }

  /** The SELinux label of the partition, as {@code --security-opt label=} takes its parts. */
  public List<String> labels() {
    var labels = new ArrayList<String>();
    scalar(CONTAINER, "SecurityLabelType").ifPresent(type -> labels.add("type:" + type));
    scalar(CONTAINER, "SecurityLabelFileType").ifPresent(type -> labels.add("filetype:" + type));
    scalar(CONTAINER, "SecurityLabelLevel").ifPresent(level -> labels.add("level:" + level));
    return labels;
  }

  /**
   * The device nodes that the partition is given, where the host has them, and folders of which it
   * is given every node.
   */
  public List<String> devices() {
    var devices = new ArrayList<String>();
    for (var entry : unit.values(CONTAINER, "AddDevice")) {
      for (var word : CommandWords.split(entry.value())) {
        devices.add(withoutOptions(word.startsWith("-") ? word.substring(1) : word));
      }
    }
    return devices;
  }

  /**
   * The service that Quadlet makes of this description.
   *
   * @param podman the program that the service calls
   * @throws HostException when the description cannot become a service
   */
  public GeneratedService service(String podman) throws HostException {
    var settings = Settings.rooted(root.directory()).withPodman(podman);
    var local = new QuadletUnit(quadlet.name(), located(), quadlet.file(), quadlet.dropIns());
    var units = new ArrayList<>(peers());
    units.add(local);
    var generation = Quadlet.generate(units, settings);
    complain(generation.problems());
    return generation
        .of(UNIT)
        .orElseThrow(
            () -> new HostException("cannot make a service of " + quadlet.file(), "it is empty"));
  }

  /** The quadlet, and before it those of the host that it refers to: podman-systemd.unit(5). */
  public List<QuadletUnit> withPeers() {
    var units = new ArrayList<>(peers());
    units.add(quadlet);
    return units;
  }

  /**
   * The quadlets of the host that this one refers to, such as {@code data.volume} in {@code
   * Volume=data.volume:/data}: what they make has to be there before it starts.
   */
  public List<QuadletUnit> peers() {
    var names = new LinkedHashSet<String>();
    for (var key : REFERRING) {
      unit.values(CONTAINER, key).forEach(entry -> referred(entry.value(), names));
    }
    var peers = new ArrayList<QuadletUnit>();
    for (var name : names) {
      QuadletReader.readUnit(root.directory(), Folders.system(root.directory()), name)
          .unit(name)
          .ifPresent(peers::add);
    }
    return peers;
  }

  /** The names of units in a value, which end where one of its parts does. */
  private static void referred(String value, Set<String> names) {
    var start = 0;
    for (var i = 0; i <= value.length(); i++) {
      if (i == value.length() || ":,= \t".indexOf(value.charAt(i)) >= 0) {
        var word = value.substring(start, i);
        if (word.indexOf('/') < 0 && UnitType.ofFileName(word).isPresent()) {
          names.add(word);
        }
        start = i + 1;
      }
    }
  }

  /** The description with the host's side of every path below the root that was asked for. */
  private UnitFile located() {
    if (root.isHost()) {
      return unit;
    }
    var located = unit;
    for (var key : Set.of("Rootfs", "Volume", "SeccompProfile", "EnvironmentFile")) {
      var values = located.values(CONTAINER, key);
      if (!values.isEmpty()) {
        located = located.without(CONTAINER, key);
        for (var value : values) {
          located =
              located.with(
                  CONTAINER,
                  key,
                  value.value().startsWith("/") ? root.directory() + value.value() : value.value());
        }
      }
    }
    return located;
  }

  private Optional<String> volume(String inside) {
    return Optional.ofNullable(volumes().get(inside));
  }

  private Map<String, String> volumes() {
    var volumes = new LinkedHashMap<String, String>();
    for (var entry : unit.values(CONTAINER, "Volume")) {
      var parts = entry.value().split(":", -1);
      if (parts.length >= 2) {
        volumes.put(parts[1], parts[0]);
      }
    }
    return volumes;
  }

  private Optional<String> scalar(String section, String key) {
    return unit.last(section, key).map(Entry::value).filter(value -> !value.isEmpty());
  }

  private static String withoutOptions(String path) {
    var colon = path.indexOf(':');
    return colon < 0 ? path : path.substring(0, colon);
  }

  /** The unit file that this description comes from. */
  public Path file() {
    return quadlet.file();
  }
}
