package dev.qm.partition.setup;

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
    Optional<String> varSize) {
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
          Optional.empty());

  public SetupRequest {
    packages = List.copyOf(packages);
  }
}
