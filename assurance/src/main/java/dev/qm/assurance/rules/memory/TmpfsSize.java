package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Mend.Setting;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Amount;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.MountOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.file.ControlFile;
import dev.qm.host.file.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The partition's file systems in memory end before its memory does. */
final class TmpfsSize {
  static final Rule RULE =
      Rule.named("tmpfs-size")
          .title("The partition's file systems in memory have a size, together below its bound")
          .against(Interference.MEMORY)
          .harm(
              "An app inside fills /tmp or /run until MemoryMax= is reached: processes are ended one after another, and no memory "
                  + "comes free, since files do not end.")
          .rationale(
              """
              A tmpfs without a size may take half of the machine's memory, each of them. Without swap its pages cannot be \
              reclaimed, and the kernel, which then ends processes inside, gets none of them back: the partition stays at its \
              bound, reclaims and kills without end, and the host's kernel does that work. With a size the write fails \
              with ENOSPC, which software knows.\
              """)
          .sources(
              "tmpfs(5), size=",
              "podman-run(1), --tmpfs, --read-only-tmpfs and --systemd",
              "Linux, Documentation/filesystems/tmpfs.rst, size")
          .how(
              "--tmpfs of the effective podman run, and the places that Podman has in memory where systemd is PID 1: size=, and "
                  + "the sum against MemoryMax=; while it runs, size= of these mounts as its PID 1 sees them.")
          .proves("What lands in these folders cannot take all that the partition may have.")
          .doesNotProve(
              "That nothing else in memory grows: root inside may mount more of them, shared memory and memfd_create(2) have no size, "
                  + "and systemd inside gives each user a /run/user/UID. MemoryMax= bounds them all.")
          .mend("write Tmpfs= lines with a size, together less than MemoryMax=, in a drop-in")
          .check(TmpfsSize::check);

  /** What Podman has in memory for a systemd, with the mend where no line says it. */
  private static final List<Needed> NEEDED =
      List.of(
          new Needed("/run", "rw,mode=755,size=10%%"),
          new Needed("/run/lock", "rw,mode=755,size=5m"),
          new Needed("/tmp", "rw,mode=1777,size=20%%"),
          new Needed("/var/log/journal", "rw,size=5%%"));

  private static final List<String> PLACES =
      List.of("/run", "/run/lock", "/tmp", "/var/log/journal", "/var/tmp", "/dev/shm", "/dev");

  private record Needed(String place, String options) {
    String line() {
      return place + ":" + options;
    }
  }

  private TmpfsSize() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var mounts = view.partition().options().mounts();
    for (var needed : NEEDED) {
      if (mounts.stream().noneMatch(mount -> mount.target().equals(needed.place()))) {
        judgement.fault(
            Fault.of(
                    needed.place() + " is in memory, and has no size",
                    Asked.unset(
                        view.partition(), "Container", "Tmpfs", "no Tmpfs=" + needed.place()))
                .with(mend(mounts)));
      }
    }
    asked(judgement, view, mounts);
    view.live().ifPresent(live -> live(judgement, live));
    return judgement.verdict("");
  }

  /** All lines anew: a place that is named twice is an error of Podman's. */
  private static Mend mend(List<MountOption> mounts) {
    var settings = new ArrayList<Setting>();
    settings.add(new Setting("Container", "Tmpfs", ""));
    for (var mount : mounts) {
      if (isOfKey(mount)) {
        settings.add(new Setting("Container", "Tmpfs", sized(mount)));
      }
    }
    for (var needed : NEEDED) {
      if (mounts.stream().noneMatch(mount -> mount.target().equals(needed.place()))) {
        settings.add(new Setting("Container", "Tmpfs", needed.line()));
      }
    }
    return new Mend("qm.container", Mend.Place.HOST, settings);
  }

  private static boolean isOfKey(MountOption mount) {
    return !mount.causes().isEmpty() && mount.causes().getLast().key().equals("Tmpfs");
  }

  /** The line as it is written, with a size where it has none. */
  private static String sized(MountOption mount) {
    var written = mount.causes().getLast().value();
    if (size(mount.options()).isPresent()) {
      return written;
    }
    for (var needed : NEEDED) {
      if (needed.place().equals(mount.target())) {
        return needed.line();
      }
    }
    return written + (written.contains(":") ? "," : ":") + "size=5%%";
  }

  private static void asked(Judgement judgement, PartitionView view, List<MountOption> mounts) {
    var memory = Capacity.probe(view.machine().kernelRoot()).memoryBytes();
    var sum = 0L;
    var sized = Optional.<MountOption>empty();
    for (var mount : mounts) {
      if (mount.type().equals("tmpfs") && mount.isWritable()) {
        var size = size(mount.options());
        if (size.isEmpty()) {
          judgement.fault(
              Fault.of(mount.target() + " is in memory, and has no size", evidence(view, mount))
                  .with(isOfKey(mount) ? Optional.of(mend(mounts)) : Optional.empty()));
        } else {
          var bytes = bytes(size.get(), memory);
          if (bytes.isEmpty()) {
            judgement.unknown(mount.target() + ": the size " + size.get() + " is not understood");
          } else {
            sum += bytes.getAsLong();
            sized = Optional.of(mount);
            judgement.holds(evidence(view, mount));
          }
        }
      }
    }
    var bound = Amount.of(view, "MemoryMax").number();
    if (sized.isPresent() && bound.isPresent() && memory > 0 && sum >= bound.get()) {
      judgement.fault(
          Fault.of(
              "the file systems in memory may take "
                  + (sum >> 20)
                  + " MiB together, and MemoryMax= is "
                  + (bound.get() >> 20)
                  + " MiB",
              evidence(view, sized.get())));
    }
  }

  private static Evidence evidence(PartitionView view, MountOption mount) {
    return mount.causes().isEmpty()
        ? Asked.not(view.partition(), mount.target())
        : Evidence.of(mount.causes().getLast());
  }

  /** {@code size=} or {@code tmpfs-size=}: podman-run(1), {@code --mount}. */
  private static Optional<String> size(List<String> options) {
    for (var option : options) {
      for (var key : new String[] {"size=", "tmpfs-size="}) {
        if (option.startsWith(key) && !option.equals(key + "0")) {
          return Optional.of(option.substring(key.length()));
        }
      }
    }
    return Optional.empty();
  }

  /** tmpfs(5): a number with k, m, g, or a percentage of the machine's memory. */
  private static OptionalLong bytes(String size, long memory) {
    // in a unit a percent sign is written twice
    var percent = size.endsWith("%%") ? 2 : size.endsWith("%") ? 1 : 0;
    if (percent > 0) {
      var share = ControlFile.number(size.substring(0, size.length() - percent));
      return share.isPresent() && share.getAsLong() <= 1000
          ? OptionalLong.of(memory / 100 * share.getAsLong())
          : OptionalLong.empty();
    }
    return Limits.size(size.toUpperCase(Locale.ROOT));
  }

  private static void live(Judgement judgement, Live live) {
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    for (var mount : live.mounts()) {
      if (PLACES.contains(mount.target().toString()) && isUnbounded(mount)) {
        judgement.fault(
            Fault.of(
                    "the running partition's " + mount.target() + " has no size",
                    Evidence.kernel(file, mount.target() + " " + mount.type()))
                .advised("`qm restart`"));
      }
    }
  }

  private static boolean isUnbounded(Mount mount) {
    return (mount.type().equals("tmpfs") || mount.type().equals("ramfs"))
        && !mount.isReadOnly()
        && mount.superOptions().stream().noneMatch(option -> option.startsWith("size="));
  }
}
