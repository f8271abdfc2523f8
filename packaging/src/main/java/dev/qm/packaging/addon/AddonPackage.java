package dev.qm.packaging.addon;

import dev.qm.packaging.Architecture;
import dev.qm.packaging.Content;
import dev.qm.packaging.Dependencies;
import dev.qm.packaging.Dependency;
import dev.qm.packaging.OwnFolders;
import dev.qm.packaging.PackageEntry;
import dev.qm.packaging.PackageVersion;
import dev.qm.packaging.Scripts;
import dev.qm.packaging.SoftwarePackage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a package of an add-on. */
public final class AddonPackage {
  /** The package that all add-ons extend. */
  public static final String MAIN = "qm";

  private final PackageVersion version;
  private final Set<String> known;

  /**
   * Packages of one version.
   *
   * @param known the names that stand for add-ons where one names another
   */
  public AddonPackage(PackageVersion version, Collection<AddonName> known) {
    this.version = version;
    // as text: a record's equals() is linked when it is first called, which takes longer than a
    // package
    var names = new HashSet<String>();
    known.forEach(name -> names.add(name.text()));
    this.known = Set.copyOf(names);
  }

  /** The package of an add-on without errors. */
  public SoftwarePackage of(Addon addon) {
    List<PackageEntry> entries = new ArrayList<>();
    addon.files().forEach(file -> entries.add(file.entry()));
    entries.add(PackageEntry.file(addon.landedDescriptor(), Content.of(addon.text())));
    entries.addAll(OwnFolders.above(entries));
    return new SoftwarePackage(
        addon.name().packageName(),
        version,
        Architecture.ANY,
        addon.summary(),
        description(addon),
        SoftwarePackage.LICENSE,
        dependencies(addon, Relation.Where.RPM),
        dependencies(addon, Relation.Where.DEB),
        entries,
        scripts(addon));
  }

  private static List<String> description(Addon addon) {
    List<String> paragraphs = new ArrayList<>(addon.description());
    if (paragraphs.isEmpty()) {
      paragraphs.add(addon.summary() + ".");
    }
    addon
        .devices()
        .forEach(device ->
            paragraphs.add("Opens " + device.pattern() + " to the partition: " + device.reason()));
    return paragraphs;
  }

  private Dependencies dependencies(Addon addon, Relation.Where format) {
    List<Dependency> requires = new ArrayList<>();
    requires.add(new Dependency(MAIN, Dependency.Relation.AT_LEAST, version.series()));
    requires.add(new Dependency(MAIN, Dependency.Relation.LESS, version.nextSeries()));
    requires.addAll(in(format, addon.requires()));
    return new Dependencies(
        requires, in(format, addon.recommends()), in(format, addon.conflicts()));
  }

  private List<Dependency> in(Relation.Where format, List<Relation> relations) {
    List<Dependency> named = new ArrayList<>();
    for (var relation : relations) {
      if (relation.where() == format || relation.where() == Relation.Where.EVERYWHERE) {
        named.add(named(relation));
      }
    }
    return named;
  }

  private Dependency named(Relation relation) {
    var dependency = relation.dependency();
    var isAddon =
        relation.where() == Relation.Where.EVERYWHERE && known.contains(dependency.name());
    return isAddon
        ? new Dependency(
            new AddonName(dependency.name()).packageName(),
            dependency.relation(),
            dependency.version())
        : dependency;
  }

  /**
   * The service manager reads the drop-ins anew; the partition is restarted by whoever decides when
   * its software may stop, not by a package manager.
   */
  private static Scripts scripts(Addon addon) {
    var name = addon.name().packageName();
    var reload =
        """
        if [ -d /run/systemd/system ]; then
          systemctl daemon-reload || :
        fi
        """;
    var hint =
        Optional.of(addon.afterInstall())
            .filter(command -> !command.isEmpty())
            .map(command -> printed(name + ": to apply it, run: " + command))
            .orElse("");
    var gone =
        Optional.of(addon.afterInstall())
            .filter(command -> !command.isEmpty())
            .map(command -> printed(name + ": open until you run: " + command))
            .orElse("");
    return new Scripts(reload + hint, reload + hint, "", reload + gone);
  }

  /** The command that prints the text as it is; echo of some shells would read backslashes. */
  private static String printed(String text) {
    return "printf '%s\\n' '" + text.replace("'", "'\\''") + "'\n";
  }
}
