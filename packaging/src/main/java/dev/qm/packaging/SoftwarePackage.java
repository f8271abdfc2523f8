package dev.qm.packaging;

import java.util.List;

/**
 * A package before it has a format.
 *
 * @param name the package's name
 * @param version its version
 * @param architecture what it runs on
 * @param summary one line
 * @param description paragraphs
 * @param license in the words of SPDX
 * @param rpm what it says about other packages where they are RPMs
 * @param deb the same where they are DEBs, which have other names
 * @param entries what it puts on a machine, by path
 * @param scripts what is run around installation and removal
 */
public record SoftwarePackage(
    String name,
    PackageVersion version,
    Architecture architecture,
    String summary,
    List<String> description,
    String license,
    Dependencies rpm,
    Dependencies deb,
    List<PackageEntry> entries,
    Scripts scripts) {
  /** What QM is under. */
  public static final String LICENSE = "Apache-2.0";

  /** Sorts the entries, so that the order in which they were found leaves no trace. */
  public SoftwarePackage {
    description = List.copyOf(description);
    entries = entries.stream().sorted(PackageEntry.BY_PATH).toList();
    for (var i = 1; i < entries.size(); i++) {
      if (entries.get(i).path().equals(entries.get(i - 1).path())) {
        throw new IllegalArgumentException("twice in " + name + ": " + entries.get(i).path());
      }
    }
  }
}
