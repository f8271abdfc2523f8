package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.machine.HostFacts;
import dev.qm.host.machine.Init;
import dev.qm.host.packages.Apt;
import dev.qm.host.packages.Dnf;
import dev.qm.host.packages.PackageSystem;
import dev.qm.host.process.Command;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.WorkLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prepares a machine for the partition: a list of steps, each of which knows whether it is done. A
 * setup that was killed goes on where it was when it is called again.
 */
public final class Setup {
  /** What an operating system tree needs to be a partition, as Debian names it. */
  private static final List<String> DEBIAN =
      List.of(
          "systemd-sysv",
          "dbus",
          "libpam-systemd",
          "podman",
          "crun",
          "netavark",
          "aardvark-dns",
          "nftables",
          "procps",
          "iproute2",
          "fuse-overlayfs",
          "uidmap",
          "ca-certificates");

  /** The same as Fedora names it; weak dependencies bring the rest. */
  private static final List<String> FEDORA =
      List.of("systemd", "dbus-broker", "podman", "crun", "procps-ng", "iproute", "tar", "dnf");

  /** A rootfs from packages, its package cache while it is built, and room for /var: bytes. */
  private static final long ROOM = 1_500L << 20;

  /** What the machine needs for itself: no tree of the partition may hold one of these. */
  private static final List<String> MACHINE =
      List.of(
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/lib64",
          "/media",
          "/mnt",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr/bin",
          "/usr/lib",
          "/usr/lib64",
          "/usr/libexec",
          "/usr/local",
          "/usr/sbin",
          "/usr/share",
          "/var/cache",
          "/var/lib",
          "/var/log",
          "/var/spool",
          "/var/tmp",
          "/etc/containers",
          "/etc/systemd",
          Layout.QUADLET,
          Layout.DROP_INS,
          Layout.STATE,
          Layout.RUNTIME,
          Layout.SHARE);

  /** Where QM's own files are, or where no file lasts. */
  private static final List<String> NEVER_WITHIN =
      List.of(
          "/dev",
          "/proc",
          "/run",
          "/sys",
          Layout.DROP_INS,
          Layout.STATE,
          Layout.RUNTIME,
          Layout.SHARE,
          new ClosedTree(Layout.DEFAULT.etc()).folder(),
          new ClosedTree(Layout.DEFAULT.var()).folder());

  private final Site site;
  private final List<Step> steps;

  private Setup(Site site, List<Step> steps) {
    this.site = site;
    this.steps = List.copyOf(steps);
  }

  /** Called before each step. */
  public interface Observer extends Notes {
    /**
     * Step {@code number} of {@code count} begins; {@code share} of all work is behind us, 0 to 1.
     */
    void begin(Step step, int number, int count, double share);
  }

  /** Whether the host's service manager is told about the partition. */
  public enum Services {
    TELL,
    SKIP
  }

  /**
   * Finds out what there is to do. Changes nothing.
   *
   * @param image the run-time image that is to be installed as the qm command
   * @throws HostException when the machine cannot be set up this way, with the reason
   */
  public static Setup plan(
      Root root, SetupRequest request, SystemTree system, Path image, Services services)
      throws HostException {
    requireRoot();
    var ledger = Ledger.read(root);
    var layout = layout(root, request, ledger);
    var wanted =
        request
            .isolation()
            .orElse(
                ledger.holds(SetupDropIn.PLAIN) ? Isolation.Wanted.PLAIN : Isolation.Wanted.AUTO);
    var machine = new Machine(root, wanted);
    var site = new Site(root, layout, machine, system, ledger);
    refuseForeign(site, request, image);
    var steps = new ArrayList<Step>();
    var source = source(site, request);
    hostPackages(site, source).ifPresent(steps::add);
    steps.add(new InstallRuntime(site, image));
    steps.add(new SystemFiles(site));
    if (root.isHost()) {
      steps.add(new SharedBounds(site));
    }
    steps.add(new SeccompFile(site));
    steps.add(new CloseTrees(site));
    var fileSystems = VarSize.plan(site, request.varSize());
    steps.addAll(fileSystems);
    // which names where the trees are by then
    var asilCpus = AsilCpus.plan(root, request.asilCpus(), ledger);
    var ioMax = IoMax.plan(site, request.ioMax(), CloseTrees.places(site), fileSystems);
    steps.add(new SetupDropIn(site, asilCpus, VarSize.folders(fileSystems), ioMax));
    KernelWork.plan(site, asilCpus).ifPresent(steps::add);
    steps.add(new SubordinateIds(site));
    source.ifPresent(found -> steps.add(new BuildRootfs(site, found)));
    steps.add(new CopyTree(site, "etc", layout.etc()));
    steps.add(new CopyTree(site, "var", layout.var()));
    steps.add(new PartitionFiles(site));
    steps.add(new Masks(site));
    steps.add(new AgentFile(site));
    steps.add(new OwnAgent(site, image));
    var labels = site.machine().labels();
    // a policy that is there may be another version's
    if (labels == Machine.Labels.LOADABLE
        || (labels == Machine.Labels.KNOWN && PolicyModule.isPossible())) {
      steps.add(new PolicyModule(site));
    }
    if (root.isHost() && labels != Machine.Labels.UNUSED) {
      steps.add(new Labels(site));
    }
    if (root.isHost() && services == Services.TELL && Init.probe(root) instanceof Init.Systemd) {
      steps.add(new SystemdService(site));
    }
    return new Setup(site, steps);
  }

  /** All steps, in order. */
  public List<Step> steps() {
    return steps;
  }

  /** The steps that have something to do. */
  public List<Step> pending() throws HostException {
    var pending = new ArrayList<Step>();
    for (var step : steps) {
      if (!step.isDone()) {
        pending.add(step);
      }
    }
    return pending;
  }

  /**
   * Carries out what is pending.
   *
   * @return how many steps had something to do
   */
  public int run(Observer observer) throws HostException {
    requireRoom();
    // what the ledger said when this was planned may be out of date by now
    site.ledger().found();
    try (var _ = WorkLock.take(site.root())) {
      site.workers().await(observer::waiting);
      site.ledger().reload();
      var total = steps.stream().mapToInt(Step::weight).sum();
      var behind = 0;
      var applied = 0;
      for (var i = 0; i < steps.size(); i++) {
        var step = steps.get(i);
        if (!step.isDone()) {
          observer.begin(step, i + 1, steps.size(), (double) behind / total);
          step.apply(observer);
          applied++;
        }
        behind += step.weight();
      }
      return applied;
    }
  }

  /**
   * Refuses everybody but root.
   *
   * @throws HostException for everybody but root
   */
  public static void requireRoot() throws HostException {
    try {
      if (!Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
        throw new HostException(
            "this needs root",
            "it changes the machine's packages, mounts and control groups",
            "run it with sudo");
      }
    } catch (IOException failure) {
      throw new HostException("cannot tell who runs this", failure);
    }
  }

  private static Layout layout(Root root, SetupRequest request, Ledger ledger)
      throws HostException {
    var now =
        ledger.isEmpty()
            ? Layout.DEFAULT
            : PartitionSpec.load(root).map(PartitionSpec::layout).orElse(Layout.DEFAULT);
    var installdir = request.installdir().orElse(now.installdir());
    var rootfs =
        request
            .rootfs()
            .orElse(request.installdir().isPresent() ? installdir + "/rootfs" : now.rootfs());
    var layout =
        new Layout(
            place("--installdir", installdir),
            place("--rootfs", rootfs),
            ClosedTree.nameOf(place("--rwetcfs", request.etc().orElse(now.etc()))),
            ClosedTree.nameOf(place("--rwvarfs", request.var().orElse(now.var()))),
            hostname(request.hostname().orElse(now.hostname())));
    requireApart(layout.trees());
    if (MACHINE.contains(layout.installdir()) && request.rootfs().isEmpty()) {
      throw refused(layout.installdir());
    }
    return layout;
  }

  private static void requireApart(List<String> trees) throws HostException {
    for (var i = 0; i < trees.size(); i++) {
      var tree = trees.get(i);
      for (var j = 0; j < trees.size(); j++) {
        if (i != j && Path.of(trees.get(j)).startsWith(tree)) {
          throw new HostException(
              "cannot put the partition at " + trees.get(j),
              trees.get(j).equals(tree)
                  ? "it is another of its trees already"
                  : "it lies in " + tree + ", another of its trees",
              "choose folders of which none lies in another");
        }
      }
      for (var used : MACHINE) {
        if (Path.of(used).startsWith(tree)) {
          throw refused(tree);
        }
      }
      for (var whole : NEVER_WITHIN) {
        if (Path.of(tree).startsWith(whole)) {
          throw refused(tree);
        }
      }
    }
  }

  private static HostException refused(String tree) {
    return new HostException(
        "cannot put the partition at " + tree,
        "the machine itself lives there",
        "choose a folder that nothing else uses, such as below /usr/lib/qm, /etc/qm or /var/qm");
  }

  private static String place(String option, String path) throws HostException {
    var odd = path.chars().anyMatch(c -> c <= ' ' || c == ':' || c == '%' || c == 0x7f);
    var normal = Path.of(path).normalize().toString();
    if (!path.startsWith("/") || odd || normal.length() < 2) {
      throw new HostException(
          "cannot use " + option + " " + path,
          odd
              ? "a quadlet cannot name a folder with blanks, ':' or '%'"
              : "it is not an absolute path of a folder below /",
          "name one such as /usr/lib/qm");
    }
    return normal;
  }

  /** hostname(7): letters, digits and hyphens. */
  private static String hostname(String name) throws HostException {
    var valid =
        !name.isEmpty()
            && name.length() <= 64
            && !name.startsWith("-")
            && name.chars()
                .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '.'));
    if (!valid) {
      throw new HostException(
          "cannot use the host name " + name,
          "a host name has up to 64 letters, digits, hyphens and dots",
          "for example --hostname qm");
    }
    return name;
  }

  /** A tree that is there, but that no setup of ours made, may be somebody's work. */
  private static void refuseForeign(Site site, SetupRequest request, Path image)
      throws HostException {
    var runtime = site.at(Layout.RUNTIME);
    if (!image.equals(runtime)
        && Files.exists(runtime, LinkOption.NOFOLLOW_LINKS)
        && !site.ledger().holds(new Mark.Tree(Layout.RUNTIME))) {
      throw new HostException(
          runtime + " is not ours",
          "something else put it there, and no qm setup is recorded in "
              + Ledger.place(site.root()),
          "if it is a qm from a package, call that one as `qm`; else move it away");
    }
    var layout = site.layout();
    var installdir = site.at(layout.installdir());
    var rootfs = site.at(layout.rootfs());
    if (request.rootfs().isPresent() || !Files.exists(installdir, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var ours =
        site.ledger().holds(new Mark.Directory(layout.installdir()))
            || site.ledger().holds(new Mark.Tree(layout.rootfs()))
            || site.ledger().holds(new Mark.Tree(layout.rootfs() + ".partial"));
    try (var entries = Files.list(installdir)) {
      if (!ours && entries.findAny().isPresent()) {
        throw new HostException(
            installdir + " is not ours",
            "something else put files there, and no qm setup is recorded in "
                + Ledger.place(site.root()),
            "move it away, choose another folder with --installdir, or, to use the tree in it"
                + " as it is, name it with --rootfs "
                + rootfs);
      }
    } catch (IOException failure) {
      throw new HostException("cannot look into " + installdir, failure);
    }
  }

  private static Optional<RootfsSource> source(Site site, SetupRequest request)
      throws HostException {
    var exists = Files.isDirectory(site.at(site.layout().rootfs()), LinkOption.NOFOLLOW_LINKS);
    if (exists && request.from().isEmpty()) {
      return Optional.empty();
    }
    var from = request.from().orElse(defaultSource());
    var colon = from.indexOf(':');
    var kind = colon < 0 ? from : from.substring(0, colon);
    var release = colon < 0 ? "" : from.substring(colon + 1);
    var source =
        switch (kind) {
          case "apt" -> apt(release, request.packages());
          case "dnf" -> dnf(release, request.packages());
          default -> file(from, request.packages());
        };
    // a rootfs that is there is used; to exchange it, the partition is removed first
    return exists ? Optional.empty() : Optional.of(source);
  }

  private static String defaultSource() throws HostException {
    return PackageSystem.probe(Root.HOST)
        .map(PackageSystem::name)
        .orElseThrow(() ->
            new HostException(
                "there is nothing to build a rootfs with",
                "this machine has neither apt nor dnf",
                "give an archive or a folder with --from"));
  }

  private static RootfsSource apt(String suite, List<String> more) throws HostException {
    return RootfsSource.Apt.ofThisMachine(
        suite, joined(DEBIAN, more), RootfsSource.Apt.Extent.SYSTEM, RootfsSource.Apt.MANUALS);
  }

  private static RootfsSource dnf(String release, List<String> more) throws HostException {
    var program = Command.find("dnf");
    if (program.isEmpty()) {
      throw new HostException(
          "cannot build a rootfs from dnf", "there is no dnf on this machine", "use --from apt");
    }
    return new RootfsSource.Dnf(
        release.isEmpty() ? new Dnf(Root.HOST, program.get()).releaseVersion() : release,
        joined(FEDORA, more));
  }

  private static RootfsSource file(String from, List<String> packages) throws HostException {
    var path = Path.of(from).toAbsolutePath().normalize();
    if (!packages.isEmpty()) {
      throw new HostException(
          "cannot add packages to " + from,
          "--packages goes with --from apt or --from dnf",
          "install them afterwards with `qm install " + String.join(" ", packages) + "`");
    }
    if (Files.isDirectory(path)) {
      return new RootfsSource.Folder(path);
    }
    if (Files.isRegularFile(path)) {
      return new RootfsSource.Tarball(path);
    }
    throw new HostException(
        "cannot build a rootfs from " + from,
        "there is no such archive or folder",
        "--from takes apt, dnf, an archive that tar can read, or a folder");
  }

  private static List<String> joined(List<String> base, List<String> more) {
    var all = new ArrayList<>(base);
    all.addAll(more);
    return all.stream().distinct().toList();
  }

  private static Optional<Step> hostPackages(Site site, Optional<RootfsSource> source) {
    if (!site.root().isHost()) {
      // another root's packages are its own business; what builds it must be on this machine
      return Optional.empty();
    }
    return PackageSystem.probe(site.root())
        .map(system -> {
          var names = new ArrayList<String>();
          names.addAll(List.of("podman", "crun"));
          if (system instanceof Apt) {
            names.addAll(List.of("netavark", "aardvark-dns", "nftables"));
            if (site.machine()
                .podman()
                .filter(podman -> podman.version().isAtLeast(5, 0))
                .isEmpty()) {
              // the netavark that comes with an older Podman knows no nftables
              names.add("iptables");
            }
            if (source.isPresent() && source.get() instanceof RootfsSource.Apt) {
              names.add("mmdebstrap");
            }
          }
          return new HostPackages(site, system, names);
        });
  }

  private void requireRoom() throws HostException {
    for (var step : steps) {
      if (step instanceof BuildRootfs(var _, var source) && !step.isDone()) {
        var place = site.at(site.layout().rootfs());
        var free = HostFacts.freeDisk(place);
        var needed =
            switch (source) {
              case RootfsSource.Apt _, RootfsSource.Dnf _ -> ROOM;
              case RootfsSource.Tarball(var file) -> 4 * size(file);
              case RootfsSource.Folder _ -> ROOM / 4;
            };
        if (free < needed) {
          throw new HostException(
              "the disk at " + place + " is too full",
              (free >> 20) + " MiB are free, about " + (needed >> 20) + " MiB are needed",
              "make room, or choose a folder on another disk with --installdir");
        }
      }
    }
  }

  private static long size(Path file) throws HostException {
    try {
      return Files.size(file);
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
