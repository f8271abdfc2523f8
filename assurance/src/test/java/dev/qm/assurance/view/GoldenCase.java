package dev.qm.assurance.view;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A machine with a partition, written down in a text: {@code base.case} for the one that setup
 * makes, and a text on top of it for what is different. The real readers read it from a folder.
 *
 * <p>The text has parts that begin with a line {@code === ...}:
 *
 * <ul>
 *   <li>{@code === PATH}: a file of the machine, with the lines that follow
 *   <li>{@code === PATH -> TARGET}: a symbolic link
 *   <li>{@code === PATH/}: a folder
 *   <li>{@code === - PATH}: no such file or folder
 *   <li>{@code === process PID KEY=VALUE ...}: a process; a later part changes what it names
 *   <li>{@code === group PATH}: the control group that carries the limits
 *   <li>{@code === space PATH KEY=NUMBER ...}: statvfs(3) of the place and all below it: {@code
 *       total}, {@code free}, {@code available} (bytes), {@code inodes}, {@code freeInodes}
 *   <li>{@code === owner PATH KEY=VALUE ...}: {@code uid}, {@code gid}, {@code mode} (octal);
 *       root's and 0755 is what is not named
 *   <li>{@code === landed PATH}: the ledger has the digest of what the file is so far
 *   <li>{@code === deep}: every file of the rootfs is read
 *   <li>{@code === not running}: files only
 *   <li>{@code === crossing KIND NAME STANDING}: what the sides talk by, see {@link
 *       GoldenCrossings}
 *   <li>{@code === expect}: lines {@code PLACE | WORDS}: a finding whose first evidence is at that
 *       place and which has these words
 * </ul>
 */
public final class GoldenCase {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final int FIRST = 1200;

  /** What a case expects of a finding. */
  public record Expected(String place, String words) {}

  private final Path folder;
  private final Map<Integer, Map<String, String>> processes = new LinkedHashMap<>();
  private final List<Expected> expected = new ArrayList<>();
  private final Map<String, Map<String, String>> spaces = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> owners = new LinkedHashMap<>();
  private PartitionView.Depth depth = PartitionView.Depth.USUAL;
  private final GoldenCrossings crossings = new GoldenCrossings();
  private boolean running = true;
  private String group = "/qm.service";

  private GoldenCase(Path folder) {
    this.folder = folder;
  }

  /** The machine of {@code base.case} with what {@code name} changes, below {@code folder}. */
  public static GoldenCase of(Path folder, String name) throws IOException {
    var golden = new GoldenCase(folder.toRealPath());
    golden.installed();
    golden.read(text("base.case"));
    golden.read(text(name));
    golden.writeProcesses();
    return golden;
  }

  /** Whether there is a case of this name. */
  public static boolean exists(String name) {
    return GoldenCase.class.getResource("/golden/" + name) != null;
  }

  /** What it expects. */
  public List<Expected> expected() {
    return List.copyOf(expected);
  }

  /** The folder that is the machine's root. */
  public Path folder() {
    return folder;
  }

  /** What there is to see. */
  public PartitionView view() throws HostException {
    var root = new Root(folder);
    var spec = PartitionSpec.require(root);
    var declared = Declared.read(spec);
    return new PartitionView(
        declared,
        Machine.read(root),
        running ? Live.read(root, Cgroups.probe(root), FIRST, group) : Optional.empty(),
        new Border(declared, () -> running ? Optional.of(crossings.live()) : Optional.empty()),
        AsilSide.read(root),
        new GoldenPlaces(folder, spaces, owners),
        depth,
        new Profiles());
  }

  private static String text(String name) throws IOException {
    try (var in = GoldenCase.class.getResourceAsStream("/golden/" + name)) {
      return new String(
          Objects.requireNonNull(in, "no golden case " + name).readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  /** The files that packages bring, as they are in the tree. */
  private void installed() throws IOException {
    for (var tree : List.of("etc", "var")) {
      Files.createDirectories(folder.resolve(tree + "/qm.private/tree"));
      link(tree + "/qm", "qm.private/tree");
    }
    Files.createDirectories(folder.resolve("usr/lib/qm/rootfs"));
    copy(
        TREE.resolve("system/usr/share/containers/systemd/qm.container"),
        "usr/share/containers/systemd/qm.container");
    copy(TREE.resolve("system/usr/lib/sysctl.d/50-qm.conf"), "usr/lib/sysctl.d/50-qm.conf");
    copy(
        TREE.resolve("system/usr/share/qm/partition/etc/containers/containers.conf"),
        "etc/qm/containers/containers.conf");
    // what setup derives from its own base: in the tree there is no such file
    write("usr/share/qm/seccomp.json", text("seccomp.json"));
    for (var module : List.of("qm_base.cil", "qm.cil", "qm_never.cil")) {
      copy(TREE.resolve("system/usr/share/qm/selinux/" + module), "usr/share/qm/selinux/" + module);
    }
  }

  private void copy(Path from, String to) throws IOException {
    var target = folder.resolve(to);
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Files.copy(from, target);
  }

  private void read(String text) throws IOException {
    var head = "";
    var lines = new ArrayList<String>();
    for (var line : (text + "\n=== end").split("\n", -1)) {
      if (line.startsWith("=== ")) {
        part(head, lines);
        head = line.substring("=== ".length()).strip();
        lines.clear();
      } else {
        lines.add(line);
      }
    }
  }

  private void part(String head, List<String> lines) throws IOException {
    if (head.isEmpty() || head.startsWith("#")) {
      return;
    }
    if (head.equals("not running")) {
      running = false;
    } else if (head.startsWith("group ")) {
      group = head.substring("group ".length());
    } else if (head.equals("deep")) {
      depth = PartitionView.Depth.ROOTFS;
    } else if (head.startsWith("space ")) {
      facts(spaces, head);
    } else if (head.startsWith("landed ")) {
      land(head.substring("landed ".length()));
    } else if (head.startsWith("owner ")) {
      facts(owners, head);
    } else if (head.equals("expect")) {
      for (var line : lines) {
        var bar = line.indexOf(" | ");
        if (bar > 0) {
          expected.add(new Expected(line.substring(0, bar).strip(), line.substring(bar + 3)));
        }
      }
    } else if (head.startsWith("process ")) {
      var pid = Integer.parseInt(head.split(" +", -1)[1]);
      facts(head, processes.computeIfAbsent(pid, _ -> new LinkedHashMap<>()));
    } else if (head.startsWith("crossing ")) {
      crossings.add(head, lines);
    } else if (head.startsWith("- ")) {
      delete(folder.resolve(head.substring(2)));
    } else if (head.endsWith("/")) {
      Files.createDirectories(folder.resolve(head));
    } else if (head.contains(" -> ")) {
      var arrow = head.indexOf(" -> ");
      link(head.substring(0, arrow), head.substring(arrow + 4));
    } else {
      // one empty line parts it from the next part
      var end = lines.size();
      while (end > 0 && lines.get(end - 1).isEmpty()) {
        end--;
      }
      write(head, String.join("\n", lines.subList(0, end)) + "\n");
    }
  }

  private void land(String path) throws IOException {
    var ledger = folder.resolve("var/lib/qm/ledger");
    Files.createDirectories(Objects.requireNonNull(ledger.getParent()));
    var digest = Sha256.of(Files.readAllBytes(folder.resolve(path.substring(1))));
    Files.writeString(
        ledger,
        "file\t" + path + "\t" + digest + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** {@code KIND NAME KEY=VALUE ...}. */
  private static void facts(Map<String, Map<String, String>> all, String head) {
    facts(head, all.computeIfAbsent(head.split(" +", -1)[1], _ -> new LinkedHashMap<>()));
  }

  private static void facts(String head, Map<String, String> to) {
    var words = head.split(" +", -1);
    for (var i = 2; i < words.length; i++) {
      var equals = words[i].indexOf('=');
      to.put(words[i].substring(0, equals), words[i].substring(equals + 1));
    }
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.deleteIfExists(file);
    Files.writeString(file, text);
  }

  private void link(String name, String target) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.deleteIfExists(file);
    Files.createSymbolicLink(file, Path.of(target));
  }

  private static void delete(Path place) throws IOException {
    if (Files.isDirectory(place)) {
      try (var names = Files.list(place)) {
        for (var name : names.toList()) {
          delete(name);
        }
      }
    }
    Files.delete(place);
  }

  /**
   * Keys: {@code name}, {@code cmdline} (its words with commas between), {@code parent}, {@code
   * uid}, {@code oom}, {@code caps} (hexadecimal, in effect and bounding), {@code seccomp}, {@code
   * policy}, {@code nice}, {@code group} (cgroup2), {@code label}, {@code ns} (the number behind
   * all its namespaces), {@code ns.KIND} for one of them, {@code msgqueue}, {@code sigpending} and
   * {@code rtprio} (limits).
   */
  private void writeProcesses() throws IOException {
    for (var process : processes.entrySet()) {
      process(process.getKey(), process.getValue());
    }
  }

  private void process(int pid, Map<String, String> facts) throws IOException {
    var at = "proc/" + pid + "/";
    var name = facts.getOrDefault("name", "app");
    // proc_pid_stat(5), from field 3 on: nice is 19, the start 22, the policy 41
    var stat = new ArrayList<String>();
    for (var field = 3; field <= 52; field++) {
      stat.add(
          switch (field) {
            case 3 -> "S";
            case 4 -> facts.getOrDefault("parent", "1");
            case 19 -> facts.getOrDefault("nice", "0");
            case 22 -> "100";
            case 41 -> facts.getOrDefault("policy", "0");
            default -> "0";
          });
    }
    write(at + "stat", pid + " (" + name + ") " + String.join(" ", stat));
    write(at + "comm", name);
    write(
        at + "cmdline",
        facts.getOrDefault("cmdline", "/usr/bin/" + name).replace(',', '\0') + "\0");
    var uid = facts.getOrDefault("uid", "0");
    var caps = facts.getOrDefault("caps", "0");
    write(
        at + "status",
        String.join(
            "\n",
            "Name:\t" + name,
            "PPid:\t" + facts.getOrDefault("parent", "1"),
            "Uid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid,
            "CapEff:\t" + caps,
            "CapBnd:\t" + caps,
            "NoNewPrivs:\t0",
            "Seccomp:\t" + facts.getOrDefault("seccomp", "0")));
    write(at + "cgroup", "0::" + facts.getOrDefault("group", "/"));
    write(at + "oom_score_adj", facts.getOrDefault("oom", "0"));
    if (facts.containsKey("label")) {
      write(at + "attr/current", facts.getOrDefault("label", ""));
    }
    write(
        at + "limits",
        String.join(
            "\n",
            "Limit                     Soft Limit           Hard Limit           Units     ",
            "Max pending signals       "
                + pad(facts.getOrDefault("sigpending", "unlimited"))
                + "signals   ",
            "Max msgqueue size         "
                + pad(facts.getOrDefault("msgqueue", "unlimited"))
                + "bytes     ",
            "Max realtime priority     " + pad(facts.getOrDefault("rtprio", "0"))));
    for (var kind : List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts")) {
      var inode = facts.getOrDefault("ns." + kind, facts.getOrDefault("ns", "4026531800"));
      link(at + "ns/" + kind, kind + ":[" + inode + "]");
    }
  }

  private static String pad(String value) {
    return String.format("%-21s%-21s", value, value);
  }
}
