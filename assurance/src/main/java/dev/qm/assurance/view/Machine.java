package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.ControlFile;
import dev.qm.host.file.Mount;
import dev.qm.host.machine.Kernel;
import dev.qm.host.machine.Memory;
import dev.qm.host.process.Mounts;
import dev.qm.host.selinux.SELinux;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The machine that a partition is on.
 *
 * @param root its root folder
 * @param kernelRoot below which its kernel shows itself in {@code /proc}, {@code /sys} and {@code
 *     /dev}: of a partition that runs below a folder of this machine, this machine's
 * @param isRunning whether there is a kernel to ask; of an image there is none
 * @param cgroups how its control groups are mounted
 * @param mounts those of the host
 * @param selinux what the kernel says of it
 * @param texts files of its kernel and its own
 */
public record Machine(
    Root root,
    Root kernelRoot,
    boolean isRunning,
    Cgroups cgroups,
    List<Mount> mounts,
    SELinux selinux,
    Texts texts) {
  /** Why nothing is known of the kernel of an image. */
  public static final String NO_KERNEL = "only a running machine can tell";

  /** Copies what it is given, so that nobody can change it. */
  public Machine {
    mounts = List.copyOf(mounts);
  }

  /** The machine below {@code root}, which has a kernel of its own, or none. */
  static Machine read(Root root) throws HostException {
    return read(root, root);
  }

  /** The machine below {@code root}, whose kernel is that of {@code kernelRoot}. */
  static Machine read(Root root, Root kernelRoot) throws HostException {
    var running = Files.exists(kernelRoot.at("/proc/self/mountinfo"));
    var texts = new Texts(root, kernelRoot);
    return new Machine(
        root,
        kernelRoot,
        running,
        running ? Cgroups.probe(kernelRoot) : new Cgroups.V1(Map.of(), Map.of()),
        running ? mounts(root, kernelRoot, texts) : List.of(),
        SELinux.probe(kernelRoot),
        texts);
  }

  /** The mounts as the machine itself names their places. */
  private static List<Mount> mounts(Root root, Root kernelRoot, Texts texts) {
    var all = Mounts.parse(texts.at("/proc/self/mountinfo").orElse(""));
    if (root.directory().equals(kernelRoot.directory())) {
      return all;
    }
    var own = new ArrayList<Mount>();
    Mounts.holding(all, root.directory()).ifPresent(mount -> own.add(at("/", mount)));
    for (var mount : all) {
      if (mount.target().startsWith(root.directory()) && !mount.target().equals(root.directory())) {
        own.add(at("/" + root.directory().relativize(mount.target()), mount));
      }
    }
    return own;
  }

  private static Mount at(String target, Mount mount) {
    return new Mount(
        mount.id(),
        mount.parent(),
        mount.device(),
        mount.root(),
        Path.of(target),
        mount.type(),
        mount.options(),
        mount.source(),
        mount.superOptions(),
        mount.optional());
  }

  /** A setting of the kernel, as sysctl(8) names it; nothing where this kernel has none. */
  public Optional<String> sysctl(String name) {
    return texts.word(sysctlFile(name));
  }

  /** A setting of the kernel that is a number. */
  public OptionalLong sysctlNumber(String name) {
    return ControlFile.number(sysctl(name).orElse(""));
  }

  /** The file of a setting: {@code /proc/sys/vm/panic_on_oom}. */
  public static String sysctlFile(String name) {
    return "/proc/sys/" + name.replace('.', '/');
  }

  /** Version and what of it matters here. */
  public Kernel kernel() {
    return Kernel.probe(kernelRoot);
  }

  /** How much memory it has. */
  public Memory memory() {
    return Memory.probe(kernelRoot);
  }

  /** Whether the kernel was started with this word: kernel-parameters.txt. */
  public boolean hasBootParameter(String word) {
    return KernelText.of(texts.at("/proc/cmdline").orElse("")).contains(word);
  }

  /** The value of {@code NAME=VALUE} that the kernel was started with, the last one. */
  public Optional<String> bootParameter(String name) {
    var found = Optional.<String>empty();
    for (var word : KernelText.of(texts.at("/proc/cmdline").orElse(""))) {
      if (word.startsWith(name + "=")) {
        found = Optional.of(word.substring(name.length() + 1));
      }
    }
    return found;
  }

  /** Whether the kernel keeps cgroup v2's account of {@code controller}. */
  public boolean isV2(String controller) {
    return cgroups.isV2(controller);
  }
}
