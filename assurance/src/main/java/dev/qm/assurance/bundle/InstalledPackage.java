package dev.qm.assurance.bundle;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A package that a database of the partition's names. All texts are that database's: whoever writes
 * it chose them.
 *
 * @param name the package's
 * @param version as it is written
 * @param architecture as it is written; may be empty
 * @param source the source package, where it has another name; else empty
 * @param supplier who maintains it; may be empty
 * @param state how far it is installed, the third word of {@code Status}
 * @param databases those that name it, in their order
 */
public record InstalledPackage(
    String name,
    String version,
    String architecture,
    String source,
    String supplier,
    String state,
    List<Database> databases) {
  /** By name, then version, then architecture. */
  public static final Comparator<InstalledPackage> ORDER =
      Comparator.comparing(InstalledPackage::name)
          .thenComparing(InstalledPackage::version)
          .thenComparing(InstalledPackage::architecture);

  /** Where packages are written down. */
  public enum Database {
    /** The rootfs, which the partition sees read-only. */
    ROOTFS("rootfs", "var/lib/dpkg/status"),
    /** The partition's own /var: {@code qm install} writes there, and so can the partition. */
    VAR("/var of the partition", "lib/dpkg/status");

    private final String words;
    private final String status;

    Database(String words, String status) {
      this.words = words;
      this.status = status;
    }

    /** Its name in a sentence. */
    public String words() {
      return words;
    }

    /** The file, as its tree names it. */
    String status() {
      return status;
    }
  }

  /** Copies what it is given, so that nobody can change it. */
  public InstalledPackage {
    databases = List.copyOf(databases);
  }

  InstalledPackage in(List<Database> where) {
    return new InstalledPackage(name, version, architecture, source, supplier, state, where);
  }

  /**
   * Its package URL; nothing where name, version or architecture are none that Debian's policy
   * knows, so that nobody can forge another package's.
   *
   * @param distribution as os-release(5) has it
   */
  public Optional<String> url(String distribution) {
    if (!isRegular() || !isWord(distribution, "._-")) {
      return Optional.empty();
    }
    var url = new StringBuilder("pkg:deb/").append(distribution).append('/').append(escaped(name));
    url.append('@').append(escaped(version));
    if (!architecture.isEmpty()) {
      url.append("?arch=").append(architecture);
    }
    return Optional.of(url.toString());
  }

  /** Whether it is named as packages are: Debian Policy Manual, 5.6.7, 5.6.8 and 5.6.12. */
  boolean isRegular() {
    return isWord(name, "+.-")
        && isWord(version.replace("~", ""), "+.-:")
        && (architecture.isEmpty() || isWord(architecture, "-"));
  }

  private static boolean isWord(String text, String more) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || more.indexOf(c) >= 0);
  }

  /** What a package URL writes otherwise: the plus sign. */
  private static String escaped(String text) {
    return text.replace("+", "%2B");
  }
}
