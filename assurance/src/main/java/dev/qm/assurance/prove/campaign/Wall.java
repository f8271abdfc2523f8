package dev.qm.assurance.prove.campaign;

import dev.qm.host.HostException;
import dev.qm.partition.setup.SystemTree;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A wall that a campaign can do without, to show what it is worth: a drop-in that takes it down,
 * with a section {@code [X-Wall]} that says which it is.
 *
 * @param id its name
 * @param title a noun
 * @param shows what is seen without it
 * @param ids whose user ids the partition has
 * @param dropIn the file
 */
public record Wall(String id, String title, String shows, Ids ids, String dropIn) {
  private static final String FOLDER = "usr/share/qm/prove/walls";
  private static final String SUFFIX = ".conf";
  private static final String SECTION = "X-Wall";

  /** Whose user ids a partition without the wall has. */
  public enum Ids {
    /** Its own where the machine can map them. */
    USUAL,
    /** The host's. */
    HOSTS
  }

  /** All walls, by their names. */
  public static List<Wall> all(SystemTree system) throws HostException {
    var walls = new ArrayList<Wall>();
    for (var name : system.files(FOLDER)) {
      if (name.endsWith(SUFFIX)) {
        walls.add(read(system, name.substring(0, name.length() - SUFFIX.length())));
      }
    }
    return List.copyOf(walls);
  }

  /** The wall of that name. */
  public static Optional<Wall> find(SystemTree system, String id) throws HostException {
    return all(system).stream().filter(it -> it.id().equals(id)).findFirst();
  }

  private static Wall read(SystemTree system, String id) throws HostException {
    var name = FOLDER + "/" + id + SUFFIX;
    var text = new String(system.read(name), StandardCharsets.UTF_8);
    var file = system.home().resolve(name);
    UnitFile unit;
    try {
      unit = UnitFile.parse(file, text, Dialect.QUADLET);
    } catch (UnitSyntaxException wrong) {
      throw new HostException(wrong.origin() + ": " + wrong.what(), wrong.why(), wrong.mend());
    }
    return new Wall(
        id,
        value(unit, "Title").orElse(id),
        value(unit, "Shows").orElse(""),
        value(unit, "Isolation").filter("plain"::equals).isPresent() ? Ids.HOSTS : Ids.USUAL,
        text);
  }

  private static Optional<String> value(UnitFile unit, String key) {
    return unit.last(SECTION, key).map(Entry::value);
  }
}
