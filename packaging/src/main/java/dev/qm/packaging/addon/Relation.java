package dev.qm.packaging.addon;

import dev.qm.packaging.Dependency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another add-on or package that an add-on names.
 *
 * @param where the format that it is named for
 * @param dependency under the name in the descriptor: for an add-on without {@code qm-}
 */
public record Relation(Where where, Dependency dependency) {
  /** Which packages say it. */
  public enum Where {
    /** Both. */
    EVERYWHERE,
    /** RPMs only. */
    RPM,
    /** DEBs only. */
    DEB
  }

  /** The add-on that it names, if there is one of that name; none for a package of one format. */
  public Optional<AddonName> addon() {
    return where == Where.EVERYWHERE ? AddonName.parse(dependency.name()) : Optional.empty();
  }

  /**
   * The relations of one value: names with blanks between, each perhaps with {@code rpm:} or {@code
   * deb:} before it, and with a comparison and a version after it.
   *
   * @return nothing if it is not of this form
   */
  static Optional<List<Relation>> parse(List<String> words) {
    List<Relation> relations = new ArrayList<>();
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      var where =
          word.startsWith("rpm:")
              ? Where.RPM
              : word.startsWith("deb:") ? Where.DEB : Where.EVERYWHERE;
      var name = where == Where.EVERYWHERE ? word : word.substring(4);
      if (!isPackageName(name, where)) {
        return Optional.empty();
      }
      var dependency = Dependency.on(name);
      if (i + 1 < words.size()) {
        var comparison = comparison(words.get(i + 1));
        if (comparison != Dependency.Relation.ANY) {
          if (i + 2 >= words.size() || !isVersion(words.get(i + 2))) {
            return Optional.empty();
          }
          dependency = new Dependency(name, comparison, words.get(i + 2));
          i += 2;
        }
      }
      relations.add(new Relation(where, dependency));
    }
    return Optional.of(List.copyOf(relations));
  }

  private static Dependency.Relation comparison(String sign) {
    for (var relation : Dependency.Relation.values()) {
      if (relation.sign().equals(sign)) {
        return relation;
      }
    }
    return Dependency.Relation.ANY;
  }

  /** Debian's names; an RPM may also ask for a file or for something in parentheses. */
  private static boolean isPackageName(String name, Where where) {
    var more = where == Where.RPM ? "+.-_/()" : "+.-";
    return isMadeOf(name, more)
        && (Character.isLetterOrDigit(name.charAt(0))
            || (where == Where.RPM && name.startsWith("/")));
  }

  /** With an epoch before it or not, as both formats take it: deb-version(7). */
  private static boolean isVersion(String text) {
    var colon = text.indexOf(':');
    var epoch = colon < 0 ? "0" : text.substring(0, colon);
    var version = text.substring(colon + 1);
    return isMadeOf(epoch, "")
        && epoch.chars().allMatch(Character::isDigit)
        && isMadeOf(version, "+.-~")
        && Character.isDigit(version.charAt(0))
        && !version.endsWith("-");
  }

  private static boolean isMadeOf(String text, String more) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c > 0x7e || (!Character.isLetterOrDigit(c) && more.indexOf(c) < 0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
