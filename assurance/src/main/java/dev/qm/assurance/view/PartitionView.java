package dev.qm.assurance.view;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.OpenPlace;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Runner;
import java.util.Optional;

/**
 * Everything that rules look at.
 *
 * @param declared what files say
 * @param machine the host
 * @param live what runs; nothing where none does, or nobody asked for it
 * @param border what the two sides talk by
 * @param asil which units are the safety side; nothing where nobody has said so
 * @param places what calls tell of its disks
 * @param depth how much is read
 * @param profiles of system calls that were read
 */
public record PartitionView(
    Declared declared,
    Machine machine,
    Optional<Live> live,
    Border border,
    Optional<AsilSide> asil,
    Places places,
    Depth depth,
    Profiles profiles) {
  /** With what calls tell of this machine's disks, and without what takes minutes. */
  public PartitionView(
      Declared declared,
      Machine machine,
      Optional<Live> live,
      Border border,
      Optional<AsilSide> asil) {
    this(declared, machine, live, border, asil, Places.HERE, Depth.USUAL, new Profiles());
  }

  /**
   * Begins with what every look at a partition needs and no file decides: the C library is linked
   * by a thread of its own, meanwhile a command reads its rules.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().start(OpenPlace::prepare);
  }

  /** How much is read. */
  public enum Depth {
    /** What takes a moment. */
    USUAL,
    /** Every file of the rootfs too. */
    ROOTFS
  }

  /** The same, read as deep as that. */
  public PartitionView at(Depth depth) {
    return new PartitionView(declared, machine, live, border, asil, places, depth, profiles);
  }

  /** Which of the two is looked at. */
  public enum Look {
    /** What files say, and the running one if there is one. */
    BOTH,
    /** What files say. */
    FILES
  }

  /**
   * Looks at a partition.
   *
   * @param asil which units are the safety side; nothing where nobody has said so
   * @throws HostException when its quadlet cannot be read
   */
  public static PartitionView of(PartitionSpec spec, Look look, Optional<AsilSide> asil)
      throws HostException {
    var instance = look == Look.FILES ? Optional.<Instance>empty() : Instance.find(spec);
    if (instance.isEmpty()) {
      var declared = Declared.read(spec);
      var machine = Machine.read(spec.root());
      return new PartitionView(declared, machine, Optional.empty(), Border.files(declared), asil);
    }
    // what runs is on this machine, whatever folder the partition's files are below
    var runner = Runner.of(spec);
    var declared = Declared.read(spec);
    var machine = Machine.read(spec.root(), Root.HOST);
    var live =
        Live.read(
            Root.HOST,
            machine.cgroups(),
            instance.get().pid(),
            "/" + runner.cgroup(instance.get()));
    return new PartitionView(declared, machine, live, Border.live(declared), asil);
  }

  /** The partition's quadlet. */
  public Described partition() {
    return declared.partition();
  }
}
