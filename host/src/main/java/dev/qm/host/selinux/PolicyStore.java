package dev.qm.host.selinux;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.ControlFile;
import dev.qm.host.process.Command;
import dev.qm.host.process.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The modules that an SELinux policy is made of: semodule(8), on this machine or in another root
 * folder that holds an operating system. A change is one transaction: all of it or nothing.
 *
 * @param root whose store it is
 * @param policy the name of the policy: {@code default}, {@code targeted}
 */
public record PolicyStore(Root root, String policy) {
  private static final String FOLDER = "/etc/selinux";

  /** Before 2.4 the stores were in {@link #FOLDER}. */
  private static final String STORES = "/var/lib/selinux";

  private static final String CONFIGURATION = FOLDER + "/semanage.conf";

  /** The largest policies of distributions have 8 MiB. */
  private static final int LONGEST_POLICY = 64 << 20;

  /** Begins the name of a folder that lives as long as one call of semodule. */
  private static final String WORK = ".qm-work-";

  /**
   * The only thing that a shell does here: mounts {@code $1} over {@code $2} in a namespace that
   * nobody else sees, and becomes the program behind the two.
   */
  private static final String COVER = "mount --bind \"$1\" \"$2\" && shift 2 && exec \"$@\"";

  /** Without it semodule shows the first four of the rules that stand against another. */
  private static final String ALL_RULES = "--verbose";

  /** Whether semodule compares what modules allow with what must never be allowed. */
  enum Comparison {
    ON("1"),
    OFF("0");

    private final String value;

    Comparison(String value) {
      this.value = value;
    }

    /** The configuration with the comparison switched so. */
    String in(String configuration) {
      // in front: the end of the file may belong to a section
      var text = new StringBuilder("expand-check=" + value + "\n");
      for (var line : KernelText.lines(configuration)) {
        if (!isCheck(line)) {
          text.append(line).append('\n');
        }
      }
      return text.toString();
    }
  }

  /**
   * A module that the store has.
   *
   * @param priority 1 to 999; of two modules with one name the higher counts
   * @param checksum its SHA-256 in hexadecimal; empty where semodule is too old to tell
   */
  public record Module(int priority, String name, String checksum) {}

  /**
   * A module to install.
   *
   * @param cil its text
   */
  public record Text(String name, String cil) {}

  /**
   * Where our modules go: semodule's own default, above the 100 of the distribution's policy and
   * the 200 of its packages.
   */
  public static final int PRIORITY = 400;

  /**
   * The store of {@code root}.
   *
   * @throws HostException when it has none, there is no semodule, or this is not root
   */
  public static PolicyStore open(Root root) throws HostException {
    var name = SELinux.policyName(ConfinedPath.text(root, FOLDER + "/config").orElse(""));
    var where = root.isHost() ? "this machine" : root.directory().toString();
    if (name.isEmpty() || !isPlain(name)) {
      throw new HostException(
          "there is no SELinux policy on " + where,
          root.at(FOLDER + "/config") + " names none (SELINUXTYPE=)",
          "install the distribution's policy: the package selinux-policy-default on Debian,"
              + " selinux-policy-targeted on Fedora");
    }
    if (!hasSemodule(root)) {
      throw new HostException(
          "cannot change the SELinux policy of " + where,
          "semodule is not there",
          "install the package policycoreutils");
    }
    if (!Files.isDirectory(root.at(STORES + "/" + name))
        && !Files.isDirectory(root.at(FOLDER + "/" + name))) {
      throw new HostException(
          "there is no SELinux policy on " + where,
          root.at(FOLDER + "/config") + " names " + name + ", and no such policy is installed",
          "install it, or name the one that is installed in that file");
    }
    if (!Files.isWritable(root.at(FOLDER))) {
      throw new HostException(
          "this needs root", "only root may read and change the SELinux policy", "use sudo");
    }
    return new PolicyStore(root, name);
  }

  /** Whether the machine at {@code root} has the program that changes policies. */
  public static boolean hasSemodule(Root root) {
    return root.isHost()
        ? Command.find("semodule").isPresent()
        : Files.isExecutable(root.at("/usr/sbin/semodule"))
            || Files.isExecutable(root.at("/sbin/semodule"))
            || Files.isExecutable(root.at("/usr/bin/semodule"));
  }

  /**
   * Whether semodule at {@code root} compares what modules allow with what must never be allowed,
   * whoever calls it: {@code expand-check} of semanage.conf(5).
   */
  public static boolean checksAlways(Root root) {
    return checks(ConfinedPath.text(root, CONFIGURATION).orElse(""));
  }

  static boolean checks(String configuration) {
    var checks = false;
    for (var line : KernelText.lines(configuration)) {
      if (isCheck(line)) {
        checks = line.substring(line.indexOf('=') + 1).strip().equals("1");
      }
    }
    return checks;
  }

  /** All modules, those below a higher priority too. */
  public List<Module> modules() throws HostException {
    var listed = Command.of(semodule(List.of("--list-modules=full", "--checksum"))).run();
    if (!listed.ok()) {
      // before 3.4 there was no --checksum
      listed = Command.of(semodule(List.of("--list-modules=full"))).require();
    }
    return modules(listed.output());
  }

  static List<Module> modules(String output) {
    var modules = new ArrayList<Module>();
    for (var line : KernelText.lines(output)) {
      var words = KernelText.of(line);
      var priority = words.isEmpty() ? -1 : ControlFile.number(words.getFirst()).orElse(-1);
      if (words.size() >= 3 && priority > 0 && priority < 1000) {
        var last = words.getLast();
        var checksum = last.startsWith("sha256:") ? last.substring("sha256:".length()) : "";
        modules.add(new Module((int) priority, words.get(1), checksum));
      }
    }
    return modules;
  }

  /**
   * Installs modules in one transaction, and compares what all modules allow with what must never
   * be allowed. A policy may contradict itself before any module of ours is in it, and then no
   * change would ever pass: what {@code isOurs} does not claim is left standing.
   *
   * @param modules replace those of the same names
   * @param isOurs the contradictions that keep the change from being made
   * @throws HostException when it cannot be done for another reason than contradicting rules
   */
  public PolicyChange install(List<Text> modules, Predicate<PolicyChange.Violation> isOurs)
      throws HostException {
    var folder = makeWorkFolder();
    try {
      var arguments = new ArrayList<>(List.of("--priority=" + PRIORITY));
      for (var module : modules) {
        var file = folder.resolve(module.name() + ".cil");
        AtomicFile.write(file, module.cil(), "0600");
        arguments.add("--install=" + inside(file));
      }
      var checked = new ArrayList<>(List.of(ALL_RULES));
      checked.addAll(arguments);
      var outcome = Command.of(prepared(folder, checked, Comparison.ON)).run();
      if (outcome.ok()) {
        return new PolicyChange.Made(List.of());
      }
      var violations = PolicyChange.violations(outcome.errors());
      if (violations.isEmpty()) {
        throw failure(outcome);
      }
      var ours = new ArrayList<PolicyChange.Violation>();
      for (var violation : violations) {
        if (isOurs.test(violation)) {
          ours.add(violation);
        }
      }
      if (!ours.isEmpty()) {
        return new PolicyChange.Refused(ours);
      }
      run(folder, arguments);
      return new PolicyChange.Made(violations);
    } finally {
      delete(folder);
    }
  }

  /**
   * Removes modules in one transaction. Nothing is compared: with fewer rules a policy contradicts
   * itself no more than before.
   *
   * @param modules must be installed
   */
  public void remove(List<Module> modules) throws HostException {
    if (modules.isEmpty()) {
      return;
    }
    var folder = makeWorkFolder();
    try {
      var arguments = new ArrayList<String>();
      // priorities count for what stands behind them
      for (var module : modules) {
        arguments.add("--priority=" + module.priority());
        arguments.add("--remove=" + module.name());
      }
      run(folder, arguments);
    } finally {
      delete(folder);
    }
  }

  private void run(Path folder, List<String> arguments) throws HostException {
    var outcome = Command.of(prepared(folder, arguments, Comparison.OFF)).run();
    if (!outcome.ok()) {
      throw failure(outcome);
    }
  }

  /**
   * Whether the compiled policy has the type {@code name}, as the file says that the kernel loads
   * at boot; false when there is none yet.
   *
   * @throws HostException when it cannot be read
   */
  public boolean hasType(String name) throws HostException {
    var folder = root.at(FOLDER + "/" + policy + "/policy");
    try (var versions = Files.newDirectoryStream(folder, "policy.*")) {
      for (var file : versions) {
        if (hasType(Bounded.bytes(file, LONGEST_POLICY), name)) {
          return true;
        }
      }
      return false;
    } catch (NoSuchFileException notCompiled) {
      return false;
    } catch (IOException failure) {
      throw new HostException("cannot read the policy in " + folder, failure);
    }
  }

  /** A type is four numbers of 32 bits, the first of them the length of its name, and the name. */
  static boolean hasType(byte[] compiled, String name) {
    var wanted = name.getBytes(StandardCharsets.US_ASCII);
    var numbers = 4 * Integer.BYTES;
    for (var at = numbers; at + wanted.length <= compiled.length; at++) {
      if (compiled[at] == wanted[0]
          && compiled[at - numbers] == wanted.length
          && Arrays.equals(compiled, at, at + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  /** semodule with these arguments, such that it compares the rules, or does not. */
  private List<String> prepared(Path folder, List<String> arguments, Comparison comparison)
      throws HostException {
    var semodule = semodule(arguments);
    var original = root.at(CONFIGURATION);
    if (checksAlways(root) == (comparison == Comparison.ON)) {
      return semodule;
    }
    if (!Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)) {
      throw new HostException(
          "cannot check the SELinux policy of " + root.directory(),
          original + " is not there, and without expand-check=1 in it nothing is compared",
          "write the line expand-check=1 into it");
    }
    var copy = folder.resolve("semanage.conf");
    var text = ConfinedPath.text(root, CONFIGURATION).orElse("");
    AtomicFile.write(copy, comparison.in(text), "0644");
    // semodule runs in a domain of its own, which may read files with this label only
    if (!(SELinux.probe(Root.HOST) instanceof SELinux.Absent)) {
      Command.of("chcon", "--reference=" + original, "--", copy.toString()).require();
    }
    var argv = new ArrayList<String>();
    argv.addAll(List.of("unshare", "--mount", "--propagation", "private"));
    argv.addAll(List.of("sh", "-c", COVER, "sh", copy.toString(), original.toString()));
    argv.addAll(semodule);
    return argv;
  }

  private static boolean isCheck(String line) {
    var equals = line.indexOf('=');
    return equals > 0 && line.substring(0, equals).strip().equals("expand-check");
  }

  private List<String> semodule(List<String> arguments) {
    var argv = new ArrayList<String>();
    if (root.isHost()) {
      argv.add("semodule");
    } else {
      // its own semodule knows its own policy's version; -n: the running kernel is none of its
      argv.addAll(List.of("chroot", root.directory().toString(), "semodule", "--noreload"));
    }
    argv.addAll(arguments);
    return argv;
  }

  private Path makeWorkFolder() throws HostException {
    // a new file gets the folder's label, and where semodule runs in a domain of its own, that one
    // may read and map few files outside its store
    var home =
        ConfinedPath.resolve(
            root.directory(), Files.isDirectory(root.at(STORES)) ? STORES : FOLDER);
    try {
      sweep(home);
      var folder = home.resolve(WORK + ProcessHandle.current().pid());
      return Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException failure) {
      throw new HostException("cannot change the SELinux policy", failure);
    }
  }

  /** Removes what a killed call left. */
  private static void sweep(Path home) throws IOException, HostException {
    try (var found = Files.newDirectoryStream(home, WORK + "*")) {
      for (var folder : found) {
        var pid = String.valueOf(folder.getFileName()).substring(WORK.length());
        var number = ControlFile.number(pid).orElse(0);
        var isOurs = number == ProcessHandle.current().pid();
        if (number > 0 && (isOurs || ProcessHandle.of(number).isEmpty())) {
          delete(folder);
        }
      }
    }
  }

  private static void delete(Path folder) throws HostException {
    try {
      try (var files = Files.newDirectoryStream(folder)) {
        for (var file : files) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    } catch (IOException failure) {
      throw new HostException("cannot remove " + folder, failure);
    }
  }

  /** {@code file} as a program sees it whose root folder is this one. */
  private String inside(Path file) {
    return "/" + root.directory().relativize(file);
  }

  private HostException failure(Outcome outcome) {
    // the command line is of no use to the reader: it names files that are gone by now
    var said = outcome.lastWords();
    return new HostException(
        "semodule did not take the policy" + (root.isHost() ? "" : " for " + root.directory()),
        said.isEmpty() ? "it ended with status " + outcome.exitCode() + " and no word" : said,
        "nothing was changed");
  }

  private static boolean isPlain(String name) {
    return !name.startsWith(".")
        && name.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.');
  }

  /** The modules of {@code modules} by name, the one with the highest priority for each. */
  public static Map<String, Module> effective(List<Module> modules) {
    var effective = new HashMap<String, Module>();
    for (var module : modules) {
      var other = Optional.ofNullable(effective.get(module.name()));
      if (other.isEmpty() || other.get().priority() < module.priority()) {
        effective.put(module.name(), module);
      }
    }
    return Map.copyOf(effective);
  }
}
