package dev.qm.packaging;

import java.util.Optional;

/**
 * The version of a package, which both formats order in the same way.
 *
 * @param number of the software: digits and points, perhaps {@code ~} and a word, which sorts
 *     before the number itself
 * @param release of the package of that software, from 1
 */
public record PackageVersion(String number, String release) {
  private static final String SNAPSHOT = "-SNAPSHOT";

  /** Checks both parts: what stands in them becomes part of file names and of dependencies. */
  public PackageVersion {
    if (!isNumber(number)) {
      throw new IllegalArgumentException("not a version: " + number);
    }
    if (!isRelease(release)) {
      throw new IllegalArgumentException("not a release: " + release);
    }
  }

  /**
   * The package version of what Maven calls {@code 0.1.0-SNAPSHOT}: {@code 0.1.0~snapshot}, so that
   * 0.1.0 upgrades it. Empty when it is no version that a package can have.
   */
  public static Optional<PackageVersion> ofProject(String version, String release) {
    var number =
        version.endsWith(SNAPSHOT)
            ? version.substring(0, version.length() - SNAPSHOT.length()) + "~snapshot"
            : version;
    return isNumber(number) && isRelease(release)
        ? Optional.of(new PackageVersion(number, release))
        : Optional.empty();
  }

  /** Whether a package can have it as its release: digits, letters and points, a digit first. */
  public static boolean isRelease(String text) {
    return isWord(text, ".") && Character.isDigit(text.charAt(0));
  }

  private static boolean isNumber(String text) {
    return isWord(text, ".~") && Character.isDigit(text.charAt(0));
  }

  private static boolean isWord(String text, String more) {
    if (text.isEmpty() || text.length() > 40) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c > 0x7e || (!Character.isLetterOrDigit(c) && more.indexOf(c) < 0)) {
        return false;
      }
    }
    return true;
  }

  /** As rpm has it: number and release. */
  public String rpm() {
    return number + "-" + release;
  }

  /** As dpkg has it; the first release of a version has no Debian revision. */
  public String deb() {
    return release.equals("1") ? number : number + "-" + release;
  }

  /** The first two parts, within which versions go together: {@code 0.1} of {@code 0.1.0}. */
  public String series() {
    var parts = plain().split("\\.", -1);
    return parts.length < 2 ? parts[0] : parts[0] + "." + parts[1];
  }

  /** The first version of the next series: {@code 0.2} of {@code 0.1.0}. */
  public String nextSeries() {
    var series = series();
    var dot = series.lastIndexOf('.');
    var last = series.substring(dot + 1);
    try {
      return series.substring(0, dot + 1) + (Integer.parseInt(last) + 1);
    } catch (NumberFormatException word) {
      // 1.x is followed by nothing that can be named; 1.xz comes after all of it
      return series + "z";
    }
  }

  private String plain() {
    var tilde = number.indexOf('~');
    return tilde < 0 ? number : number.substring(0, tilde);
  }
}
