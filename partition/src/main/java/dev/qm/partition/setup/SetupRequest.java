package dev.qm.partition.setup;

import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.partition.Isolation;
import java.util.List;
import java.util.Optional;

/**
 * What the user asked for; what is empty stays as it is, or gets its default.
 *
 * @param from {@code apt}, {@code apt:SUITE}, {@code dnf}, {@code dnf:RELEASE}, an archive or a
 *     folder
 * @param packages more packages for the rootfs
 * @param isolation whose user ids the partition has
 * @param asilCpus a list of processors that are the safety side's alone, or {@code none}
 * @param varSize how big the partition's {@code /var} is as a file system of its own: {@code 8G}
 * @param ioMax how much the partition may read and write in a second: {@code 50M,500iops}, or
 *     {@code none}
 */
public record SetupRequest(
    Optional<String> installdir,
    Optional<String> rootfs,
    Optional<String> etc,
    Optional<String> var,
    Optional<String> hostname,
    Optional<String> from,
    List<String> packages,
    Optional<Isolation.Wanted> isolation,
    Optional<String> asilCpus,
    Optional<String> varSize,
    Optional<String> ioMax) {
  /** Nothing in particular. */
  public static final SetupRequest DEFAULT =
      new SetupRequest(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Whose rootfs is a copy of a folder, with the walls that other setups were asked for. */
  public static SetupRequest copyOf(
      String folder, Optional<Isolation.Wanted> isolation, Ledger walls) {
    return new SetupRequest(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(folder),
        List.of(),
        isolation,
        AsilCpus.recorded(walls).map(NumberList::toString),
        Optional.empty(),
        IoMax.recorded(walls));
  }

  public SetupRequest {
    packages = List.copyOf(packages);
  }
}
