package dev.qm.quadlet.language;

import dev.qm.quadlet.check.RepeatedCheck;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.ReadingMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Units on a disk with the texts that are open in an editor laid over them: what is typed counts,
 * saved or not. A value; each change gives another one. What was read and found stays known from
 * one to the next, so they are for one thread at a time.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 */
public final class Workspace {
  /** So many surroundings are kept in memory; an editor with more of them open reads again. */
  private static final int MOST_MEMORIES = 16;

  private final Settings settings;
  private final List<Surroundings> known;
  private final Map<Path, OpenText> open;
  private final Map<Surroundings, Memory> memories;

  private Workspace(
      Settings settings,
      List<Surroundings> known,
      Map<Path, OpenText> open,
      Map<Surroundings, Memory> memories) {
    this.settings = settings;
    this.known = known;
    this.open = open;
    this.memories = memories;
  }

  /** What is remembered of some folders. */
  private record Memory(DiskMemory disk, ReadingMemory reading, RepeatedCheck check) {}

  /** The memories, of which the one that was longest not asked for goes first. */
  private static final class Memories extends LinkedHashMap<Surroundings, Memory> {
    private static final long serialVersionUID = 1L;

    Memories() {
      super(MOST_MEMORIES, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Surroundings, Memory> eldest) {
      return size() > MOST_MEMORIES;
    }
  }

  /**
   * A workspace in which nothing is open.
   *
   * @param settings the machine that units are for which are in none of {@code known}
   * @param known folders whose units go together; any other unit goes together with those of its
   *     own folder, without subfolders
   * @return the workspace
   */
  public static Workspace of(Settings settings, List<Surroundings> known) {
    return new Workspace(settings, List.copyOf(known), Map.of(), new Memories());
  }

  /**
   * {@return the same with a text that counts in place of a file's}
   *
   * @param file an absolute path without a link in its folder's; the file need not be there
   * @param text what is written there now
   */
  public Workspace with(Path file, String text) {
    Map<Path, OpenText> changed = new LinkedHashMap<>(open);
    changed.put(file, new OpenText(text));
    return new Workspace(settings, known, Map.copyOf(changed), memories);
  }

  /**
   * {@return the same with what is on the disk again in place of an open text}
   *
   * @param file the file whose text is closed
   */
  public Workspace without(Path file) {
    Map<Path, OpenText> changed = new LinkedHashMap<>(open);
    changed.remove(file);
    return new Workspace(settings, known, Map.copyOf(changed), memories);
  }

  /**
   * {@return the text that is open of a file}
   *
   * @param file the file, as it was opened
   */
  public Optional<String> text(Path file) {
    return Optional.ofNullable(open.get(file)).map(OpenText::text);
  }

  /** {@return the units as they are now} */
  public Moment now() {
    return new Moment(this);
  }

  /** The folders that may hold a unit, those that were named before the unit's own. */
  List<Surroundings> candidates(UnitPart part) {
    List<Surroundings> candidates = new ArrayList<>();
    for (var surroundings : known) {
      if (surroundings.mayHold(part.folder())) {
        candidates.add(surroundings);
      }
    }
    candidates.add(new Surroundings(Surroundings.Search.FLAT, List.of(part.folder()), settings));
    return candidates;
  }

  Neighbours read(Surroundings surroundings) {
    var memory =
        memories.computeIfAbsent(
            surroundings,
            any ->
                new Memory(
                    new DiskMemory(),
                    new ReadingMemory(),
                    new RepeatedCheck(surroundings.settings())));
    var reading = surroundings.read(memory.disk().under(open), memory.reading());
    return new Neighbours(surroundings, reading, memory.check());
  }
}
