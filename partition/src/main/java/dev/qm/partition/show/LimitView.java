package dev.qm.partition.show;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.cgroup.LiveLimit;
import dev.qm.host.file.Bounded;
import dev.qm.host.process.NamespacedSetting;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Each limit that the partition's files ask for, beside what the kernel holds.
 *
 * @param limits in the order control groups, processes, container
 */
public record LimitView(List<LiveLimit> limits) {
  private static final String CONTAINER = "Container";
  private static final String SERVICE = "Service";
  private static final String STOPPED = "the partition does not run";

  /** The keys of which each line adds to those before it. */
  private static final List<String> ADDING =
      List.of(
          "DeviceAllow",
          "Ulimit",
          "Sysctl",
          "IOReadBandwidthMax",
          "IOWriteBandwidthMax",
          "IOReadIOPSMax",
          "IOWriteIOPSMax");

  /** By which {@code qm.container} tells its commands how many groups may lie in its own. */
  private static final String GROUPS = "QM_CONTROL_GROUPS=";

  /** How systemd.exec(5) and /proc/PID/limits (proc_pid_limits(5)) call each limit. */
  private static final Map<String, String> TITLES =
      Map.ofEntries(
          Map.entry("LimitAS", "Max address space"),
          Map.entry("LimitCORE", "Max core file size"),
          Map.entry("LimitCPU", "Max cpu time"),
          Map.entry("LimitDATA", "Max data size"),
          Map.entry("LimitFSIZE", "Max file size"),
          Map.entry("LimitLOCKS", "Max file locks"),
          Map.entry("LimitMEMLOCK", "Max locked memory"),
          Map.entry("LimitMSGQUEUE", "Max msgqueue size"),
          Map.entry("LimitNICE", "Max nice priority"),
          Map.entry("LimitNOFILE", "Max open files"),
          Map.entry("LimitNPROC", "Max processes"),
          Map.entry("LimitRSS", "Max resident set"),
          Map.entry("LimitRTPRIO", "Max realtime priority"),
          Map.entry("LimitRTTIME", "Max realtime timeout"),
          Map.entry("LimitSIGPENDING", "Max pending signals"),
          Map.entry("LimitSTACK", "Max stack size"));

  public LimitView {
    limits = List.copyOf(limits);
  }

  /** How many of them the kernel holds otherwise. */
  public int differing() {
    var differing = 0;
    for (var limit : limits) {
      if (limit.standing() == LiveLimit.Standing.DIFFERENT) {
        differing++;
      }
    }
    return differing;
  }

  /**
   * Looks once.
   *
   * @throws HostException when a limit cannot be understood, with its place
   */
  public static LimitView of(PartitionSpec spec, Optional<Instance> instance) throws HostException {
    if (instance.isEmpty()) {
      return stopped(spec);
    }
    var running = instance.get();
    var unit = spec.effective().unit();
    var found = new ArrayList<LiveLimit>();
    var group = PartitionStatus.group(running);
    found.addAll(weighed(group.compare(spec.limits()), Root.HOST, Cgroups.probe(Root.HOST)));
    groups(unit, group, found);
    unit.last(SERVICE, "OOMScoreAdjust")
        .filter(entry -> !entry.value().isEmpty())
        .ifPresent(entry -> found.add(score(entry, running)));
    var limits = Bounded.textIfAny(running.proc("limits")).orElse("");
    for (var key : unit.keys(SERVICE)) {
      var title = TITLES.get(key);
      var entry = unit.last(SERVICE, key);
      if (title != null && entry.isPresent() && !entry.get().value().isEmpty()) {
        found.add(resource(entry.get(), entry.get().value(), title, limits, running));
      }
    }
    container(unit, running, limits, found);
    return new LimitView(found);
  }

  /** What is asked for, of a partition that does not run. */
  private static LimitView stopped(PartitionSpec spec) throws HostException {
    var unit = spec.effective().unit();
    var found = new ArrayList<LiveLimit>();
    for (var section : List.of(SERVICE, CONTAINER)) {
      for (var key : unit.keys(section)) {
        if (isLimit(section, key)) {
          var lines = unit.values(section, key);
          // of the others only the last line counts
          var first = ADDING.contains(key) ? 0 : Math.max(0, lines.size() - 1);
          for (var entry : lines.subList(first, lines.size())) {
            found.add(unknown(entry, STOPPED));
          }
        }
      }
    }
    return new LimitView(found);
  }

  private static boolean isLimit(String section, String key) {
    return section.equals(SERVICE)
        ? Limits.KEYS.contains(key) || TITLES.containsKey(key) || key.equals("OOMScoreAdjust")
        : List.of("PidsLimit", "Ulimit", "Sysctl").contains(key);
  }

  /** The same, where no disk goes by a weight that the kernel holds with a remark that says so. */
  static List<LiveLimit> weighed(List<LiveLimit> limits, Root root, Cgroups cgroups) {
    var said = new ArrayList<LiveLimit>();
    for (var limit : limits) {
      said.add(
          limit.key().equals("IOWeight")
                  && limit.held().isPresent()
                  && !WeighingDisks.areThere(root, cgroups)
              ? limit.remarked(
                  "the kernel holds it, and no disk here is served by weights (neither BFQ nor iocost):"
                      + " see `qm verify rules io-weight-effective`")
              : limit);
    }
    return said;
  }

  static void groups(UnitFile unit, CgroupTree group, List<LiveLimit> into) {
    for (var entry : unit.values(SERVICE, "Environment")) {
      for (var word : CommandWords.split(entry.value())) {
        if (word.startsWith(GROUPS)) {
          var wanted = word.substring(GROUPS.length());
          var held = group.heldUnified("cgroup.max.descendants");
          into.add(
              // beside cgroup v1 it bounds groups without the memory controller: as many as one
              // likes
              held.value().isEmpty() || !group.isV2("memory")
                  ? LiveLimit.unknown(
                      "QM_CONTROL_GROUPS",
                      wanted,
                      Optional.of(entry.origin()),
                      "cgroup v1, which has the memory controller here, bounds no groups: see `qm"
                          + " verify rules control-groups`")
                  : LiveLimit.exact(
                      "QM_CONTROL_GROUPS", wanted, Optional.of(entry.origin()), wanted, held));
        }
      }
    }
  }

  private static LiveLimit score(Entry entry, Instance instance) {
    var file = instance.proc("oom_score_adj");
    return LiveLimit.exact(
        entry.key(),
        entry.value(),
        Optional.of(entry.origin()),
        entry.value(),
        new LiveLimit.Held(file, Bounded.word(file)));
  }

  private static void container(
      UnitFile unit, Instance instance, String limits, List<LiveLimit> into) throws HostException {
    var own = PartitionStatus.ownGroup(instance);
    var pids = unit.last(CONTAINER, "PidsLimit").filter(entry -> !entry.value().isEmpty());
    if (pids.isPresent()) {
      var value = pids.get().value();
      // podman-run(1): -1 takes the limit away, and so does 0
      var expected = value.equals("-1") || value.equals("0") ? "max" : value;
      into.add(exact(pids.get(), expected, own.held("pids", "pids.max")));
    }
    for (var entry : unit.values(CONTAINER, "Ulimit")) {
      into.add(ulimit(entry, limits, instance));
    }
    for (var entry : unit.values(CONTAINER, "Sysctl")) {
      for (var word : CommandWords.split(entry.value())) {
        into.add(sysctl(entry, word, instance));
      }
    }
  }

  private static LiveLimit exact(Entry entry, String expected, LiveLimit.Held held) {
    return LiveLimit.exact(entry.key(), entry.value(), Optional.of(entry.origin()), expected, held);
  }

  private static LiveLimit unknown(Entry entry, String reason) {
    return LiveLimit.unknown(entry.key(), entry.value(), Optional.of(entry.origin()), reason);
  }

  /** {@code nofile=1024:2048}: podman-run(1), --ulimit. */
  private static LiveLimit ulimit(Entry entry, String limits, Instance instance) {
    var equals = entry.value().indexOf('=');
    if (equals < 0) {
      return unknown(entry, "it takes the limits of whoever starts it");
    }
    var name = entry.value().substring(0, equals);
    for (var known : TITLES.entrySet()) {
      if (known.getKey().equalsIgnoreCase("Limit" + name)) {
        return resource(
            entry, entry.value().substring(equals + 1), known.getValue(), limits, instance);
      }
    }
    return unknown(entry, "no limit of the kernel is called " + name);
  }

  /** {@code NAME=VALUE}: podman-run(1), --sysctl. */
  private static LiveLimit sysctl(Entry entry, String word, Instance instance) {
    var equals = word.indexOf('=');
    if (equals < 0) {
      return unknown(entry, "it has no value");
    }
    var setting = new NamespacedSetting(word.substring(0, equals));
    var wanted = word.substring(equals + 1);
    var live = setting.of(instance.pid());
    return live.isEmpty()
        ? LiveLimit.unknown(
            entry.key(),
            word,
            Optional.of(entry.origin()),
            "the partition's own value cannot be read from outside")
        : LiveLimit.exact(
            entry.key(),
            word,
            Optional.of(entry.origin()),
            wanted,
            new LiveLimit.Held(setting.file(), String.join(" ", KernelText.of(live.get()))));
  }

  /**
   * {@code VALUE}, or {@code SOFT:HARD}: systemd.exec(5).
   *
   * @param title as the text {@code limits} has it
   */
  static LiveLimit resource(
      Entry entry, String wanted, String title, String limits, Instance instance) {
    return resource(entry, wanted, title, limits, instance.proc("limits"));
  }

  static LiveLimit resource(Entry entry, String wanted, String title, String limits, Path file) {
    var colon = wanted.indexOf(':');
    var soft = number(colon < 0 ? wanted : wanted.substring(0, colon));
    var hard = number(wanted.substring(colon + 1));
    for (var line : KernelText.lines(limits)) {
      if (line.startsWith(title + " ")) {
        var fields = KernelText.of(line.substring(title.length()));
        if (fields.size() >= 2) {
          return exact(
              entry,
              soft + " " + hard,
              new LiveLimit.Held(file, fields.get(0) + " " + fields.get(1)));
        }
      }
    }
    return unknown(entry, file + " does not show '" + title + "'");
  }

  private static String number(String text) {
    if (text.equals("infinity") || text.equals("unlimited") || text.equals("-1")) {
      return "unlimited";
    }
    var size = Limits.size(text);
    return size.isPresent() ? Long.toString(size.getAsLong()) : text;
  }
}
