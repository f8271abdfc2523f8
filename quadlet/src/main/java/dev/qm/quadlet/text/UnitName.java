package dev.qm.quadlet.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The name of a unit's file, taken apart.
 *
 * @param text the whole name, such as {@code radio@front.container}
 */
public record UnitName(String text) {
  /** The name without what follows its last dot. */
  public String stem() {
    var dot = text.lastIndexOf('.');
    return dot > 0 ? text.substring(0, dot) : text;
  }

  /** What follows the last dot, the dot with it. */
  public String suffix() {
    var dot = text.lastIndexOf('.');
    return dot >= 0 ? text.substring(dot) : "";
  }

  private String withoutSuffix() {
    var dot = text.lastIndexOf('.');
    return dot >= 0 ? text.substring(0, dot) : text;
  }

  /** True for {@code radio@.container} and {@code radio@front.container}. */
  public boolean isTemplated() {
    return withoutSuffix().indexOf('@') >= 0;
  }

  /** What stands before the first at sign, or the whole name without its suffix. */
  public String prefix() {
    var name = withoutSuffix();
    var at = name.indexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }

  /** What stands behind the first at sign; empty for a template and for a plain unit. */
  public String instance() {
    var name = withoutSuffix();
    var at = name.indexOf('@');
    return at < 0 ? "" : name.substring(at + 1);
  }

  /**
   * The names of the folders that hold drop-ins for this unit, the nearest first: the unit's own,
   * then its template's, then those of the name cut off after each dash, then the type's.
   */
  public List<String> dropInFolders() {
    var folder = suffix() + ".d";
    List<String> farFirst = new ArrayList<>();
    farFirst.add(folder.startsWith(".") ? folder.substring(1) : folder);
    var prefix = prefix();
    for (var dash = prefix.indexOf('-'); dash >= 0; dash = prefix.indexOf('-', dash + 1)) {
      var cut = prefix.substring(0, dash + 1);
      farFirst.add(cut + folder);
      if (isTemplated()) {
        farFirst.add(cut + "@" + folder);
      }
    }
    if (!instance().isEmpty()) {
      farFirst.add(prefix + "@" + folder);
    }
    farFirst.add(text + ".d");
    return farFirst.reversed();
  }
}
